"""What a page of ours may load and run, as its browser is told."""

from typing import Final

from app.headers import policy

# A picture opened by itself is a document of our origin: it may load and run nothing.
PICTURE: Final = "default-src 'none'"


def page_policy(origin: str) -> str:
    """Return the policy of the shop's and the screens' pages, which are served from ``origin``.

    Nothing inline runs or paints. The address of our sockets is named, since
    'self' did not always mean it.
    """
    sockets = origin.replace("http", "ws", 1)
    return policy(
        script_src="'self'",
        style_src="'self'",
        img_src="'self' data: blob:",
        font_src="'self'",
        connect_src=f"'self' {sockets}",
        worker_src="'self'",
        manifest_src="'self'",
        base_uri="'none'",
    )
