"""What somebody who sells would offer, for the doors they try."""

from datetime import timedelta
from uuid import uuid4


def offer(ids):
    ends = ids["now"] + timedelta(days=3)
    return {
        "productId": ids["product"],
        "kind": "ORDINARY",
        "slug": f"g-{uuid4().hex[:8]}",
        "title": "再来一团",
        "endsAt": ends.isoformat(),
        "choices": [{"skuId": ids["sku"], "teamPriceFen": "100", "stock": 1}],
    }


def goods(ids):
    sku = {"code": "1", "name": "一份", "soloPriceFen": "500", "stock": 1}
    words = {"title": "酸木瓜", "pictures": ["/pictures/yacon.svg"], "skus": [sku]}
    slug = f"p-{uuid4().hex[:8]}"
    return {"merchantId": ids["merchant"], "categoryId": ids["category"], "slug": slug, **words}
