"""A client as a build leaves it, small enough to read: two shells, four parts, one question."""

import json

SHELL = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<!--head-->
<script type="module" crossorigin src="/assets/{entry}.js"></script>
<link rel="stylesheet" crossorigin href="/assets/{entry}.css">
</head>
<body><div id="app"></div>
<!--first-->
</body>
</html>
"""
SCRIPT = "export const seats = 8;\n" * 60
MANIFEST = {
    "shop.html": {
        "file": "assets/shop.js",
        "css": ["assets/shop.css"],
        "imports": ["_kit.js"],
        "dynamicImports": ["src/shop/pages/TeamPage.vue"],
    },
    "live.html": {"file": "assets/live.js", "css": ["assets/live.css"], "imports": ["_kit.js"]},
    "_kit.js": {"file": "assets/kit.js"},
    "_ring.js": {"file": "assets/ring.js", "css": ["assets/ring.css"], "imports": ["_kit.js"]},
    "src/shop/pages/TeamPage.vue": {
        "file": "assets/TeamPage.js",
        "css": ["assets/TeamPage.css"],
        "imports": ["_ring.js", "_kit.js", "shop.html"],
    },
}
QUESTIONS = {
    "Team": "query Team($code: String!) { team(code: $code) { code seatsLeft leader { displayName }"
    " campaign { product { title } } } viewer { handle } }",
    "Campaign": "query Campaign($slug: String!) { campaign(slug: $slug) { slug nothing } }",
}


def build_into(folder):
    """Leave a build in a folder, and return the folder."""
    (folder / ".vite").mkdir(parents=True)
    (folder / "assets").mkdir()
    for entry in ("shop", "live"):
        (folder / f"{entry}.html").write_text(SHELL.format(entry=entry))
    for name in ("shop", "live", "kit", "ring", "TeamPage"):
        (folder / "assets" / f"{name}.js").write_text(f"// {name}\n{SCRIPT}")
        (folder / "assets" / f"{name}.css").write_text("p { margin: 0 }")
    (folder / "assets" / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    (folder / "documents.json").write_text(json.dumps(QUESTIONS))
    return folder
