import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.pages.site import site_routes
from app.settings import ROOT
from tests.pages.built import SCRIPT, build_into

FIRST = ROOT / "web" / "first"


def nobody():
    raise AssertionError("nothing here is asked of the shop")


async def ask(*_args):
    raise AssertionError("nothing here is asked of the shop")


def served(built):
    routes = site_routes(
        first=FIRST, built=built, origin="https://kaituan.example", nobody=nobody, ask=ask
    )
    return TestClient(Starlette(routes=routes))


@pytest.fixture
def client(tmp_path):
    with served(build_into(tmp_path / "built")) as client:
        yield client


@pytest.fixture
def unbuilt(tmp_path):
    with served(tmp_path / "nothing") as client:
        yield client


def test_parts_are_kept_for_ever_and_packed_once(client):
    answer = client.get("/assets/shop.js", headers={"accept-encoding": "gzip"})
    assert answer.text == f"// shop\n{SCRIPT}"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = client.get("/assets/shop.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != answer.headers["etag"]
    for tag in (answer.headers["etag"], plain.headers["etag"]):
        assert client.get("/assets/shop.js", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/assets/shop.css", "text/css; charset=utf-8"),
        ("/assets/mark.svg", "image/svg+xml"),
        ("/favicon.svg", "image/svg+xml"),
        ("/apple-touch-icon.png", "image/png"),
        ("/icon-192.png", "image/png"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_every_file_is_told_as_what_it_is(client, file, kind):
    answer = client.get(file)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/assets/..%2fshop.html",
        "/assets/%2e%2e/.vite/manifest.json",
        "/assets/..%2f..%2fpyproject.toml",
    ],
)
def test_no_address_names_another_file(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_icons_and_notes_are_named_where_they_are(client):
    manifest = client.get("/manifest.webmanifest").json()
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).headers["content-type"] == icon["type"]


def test_a_build_is_told_apart_from_another(client, tmp_path):
    answer = client.get("/build.json")
    assert answer.headers["cache-control"] == "no-store"
    other = build_into(tmp_path / "other")
    manifest = other / ".vite" / "manifest.json"
    manifest.write_text(manifest.read_text() + "\n")
    with served(other) as newer:
        assert newer.get("/build.json").json() != answer.json()
    with served(tmp_path / "built") as again:
        assert again.get("/build.json").json() == answer.json()


def test_without_a_client_the_first_page_stands_and_the_others_say_how_to_build(unbuilt):
    first = unbuilt.get("/")
    assert first.content == (FIRST / "index.html").read_bytes()
    assert "make web" in first.text
    for path in ("/t/ABCDEFGH", "/c/iron-wok", "/d/x", "/me/wallet", "/search", "/live/s"):
        answer = unbuilt.get(path)
        assert answer.status_code == 503
        assert "make web" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert unbuilt.get("/build.json").json() == {"build": None}
    assert unbuilt.get("/nowhere").status_code == 404


def test_nothing_is_changed_by_posting(client):
    for path in ("/", "/orders", "/assets/shop.js", "/build.json"):
        assert client.post(path).status_code == 405


def test_a_shell_that_cannot_be_filled_is_known_at_the_start(tmp_path):
    built = build_into(tmp_path / "built")
    (built / "shop.html").write_text("<html><head></head><body></body></html>")
    with pytest.raises(ValueError, match="html lang"):
        served(built)


def test_a_build_without_marks_is_filled_before_its_ends(tmp_path):
    built = build_into(tmp_path / "built")
    shell = built / "live.html"
    shell.write_text(shell.read_text().replace("<!--head-->", "").replace("<!--first-->", ""))
    with served(built) as client:
        text = client.get("/live").text
        assert text.index("<title>") < text.index("</head>") < text.index("</body>")
