"""The doors to reports: to who owes them, and to operators."""

import base64
from datetime import timedelta
from uuid import UUID

from models.ids import new_id
from models.reports import Report

OPERATORS_ONLY = "UNAUTHENTICATED FORBIDDEN FORBIDDEN FORBIDDEN"

QUERIES = {
    "overdueReports(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "node(id: $owed_report) { id }": "UNAUTHENTICATED null null shown shown",
}

MUTATIONS = {
    "submitReport": (
        lambda ids: {
            "orderId": ids["order"],
            "rating": 5,
            "text": "果肉脆甜，个头均匀，包装完好。",
            "pictureIds": [ids["no_picture"]],
        },
        "UNAUTHENTICATED ReportNotFound ReportNotFound PictureNotFound ReportNotFound",
    ),
    "excuseReport": (
        lambda ids: {"orderId": ids["order"], "reason": "包裹丢失"},
        f"{OPERATORS_ONLY} ReportWaived",
    ),
}


async def stage_reports(order_id: str, product_id: UUID, owner, now, gid):
    """The id of a report that the owner owes on an order, and of a picture there is not."""
    order = UUID(base64.urlsafe_b64decode(order_id).decode().partition(":")[2])
    report = await Report.create(
        id=new_id(now),
        order_id=order,
        person_id=owner.id,
        product_id=product_id,
        owed_at=now - timedelta(days=30),
        due_at=now - timedelta(days=1),
    )
    return {"owed_report": gid("Report", report.id), "no_picture": gid("Picture", report.id)}
