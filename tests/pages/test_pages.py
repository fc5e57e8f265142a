import json
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.pages.first import first_routes
from app.pages.policy import page_policy
from app.seed.goods import PRODUCTS
from app.seed.pictures import svg
from app.settings import ROOT

FOLDER = ROOT / "web" / "first"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".html")
SCRIPTS = [path for path in FILES if path.suffix == ".js"]


def routes_of(folder: Path):
    return first_routes(folder, policy=page_policy("http://127.0.0.1:8000"), built=False)


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes_of(FOLDER))) as client:
        yield client


def test_the_first_page_is_the_file_and_may_run_nothing_of_others(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.content == (FOLDER / "index.html").read_bytes()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_page_is_served_as_what_it_is(client, path):
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    answer = client.get(f"/first/{path.name}")
    assert answer.status_code == 200
    assert answer.content == path.read_bytes()
    assert answer.headers["content-type"].startswith(kinds[path.suffix])


@pytest.mark.parametrize(
    "address", ["/", "/first/first.js", "/pictures/iron-wok.svg", "/favicon.svg"]
)
def test_what_is_held_already_is_not_sent_again(client, address):
    tag = client.get(address).headers["etag"]
    for held in (tag, f'"other", W/{tag}', "*"):
        again = client.get(address, headers={"if-none-match": held})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_head_answers_like_get_without_a_body(client):
    answer = client.head("/", headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) == len((FOLDER / "index.html").read_bytes())


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)
def test_every_picture_a_product_names_is_there_for_ever(client, product):
    for address in product.pictures:
        answer = client.get(address)
        assert answer.content == svg(product.slug).encode()
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "immutable" in answer.headers["cache-control"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "address",
    [
        "/first/",
        "/first/nothing.js",
        "/first/..%2f..%2fpyproject.toml",
        "/first/%2e%2e/%2e%2e/pyproject.toml",
        "/pictures/gold-bar.svg",
        "/pictures/iron-wok.png",
        "/pictures/..%2ffirst%2ffirst.svg",
    ],
)
def test_what_is_not_there_is_not_found_and_not_remembered(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_nothing_is_changed_by_posting(client):
    assert client.post("/").status_code == 405
    assert client.post("/pictures/iron-wok.svg").status_code == 405


def test_robots_may_read_the_page_but_not_ask_the_api(client):
    assert client.get("/robots.txt").text == "User-agent: *\nAllow: /\nDisallow: /graphql\n"


def test_a_missing_page_is_known_at_the_start(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"index\.html"):
        routes_of(tmp_path)


def test_nothing_is_written_into_the_page_that_the_policy_forbids():
    page = (FOLDER / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL):
        assert script == ""
    for path in SCRIPTS:
        text = path.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function", text)
        assert "cssText" not in text
        assert 'setAttribute("style"' not in text


def test_every_file_the_page_names_exists(client):
    page = (FOLDER / "index.html").read_text()
    named = set(re.findall(r'(?:src|href)="(/[^"]*)"', page))
    elsewhere = {"/graphiql", "/schema.graphql"}
    assert elsewhere <= named
    for address in named - elsewhere:
        assert client.get(address).status_code == 200, address
    for path in SCRIPTS:
        for module in re.findall(r'from "\./([^"]+)"', path.read_text()):
            assert client.get(f"/first/{module}").status_code == 200, (path.name, module)


def test_no_other_site_is_asked_for_anything():
    for path in (FOLDER / "index.html", *FILES):
        addresses = set(re.findall(r"https?://[\w./-]+", path.read_text()))
        assert addresses <= {"http://www.w3.org/2000/svg"}, path.name


def test_both_languages_say_the_same_things():
    text = (FOLDER / "words.js").read_text()
    chinese, english = (
        set(re.findall(r'^ {4}"?([\w-]+)"?: "', block, re.MULTILINE))
        for block in re.findall(r"^  (?:zh|en): \{(.*?)^  \}", text, re.MULTILINE | re.DOTALL)
    )
    assert chinese
    assert english - chinese == {"need-1"}  # only English tells one seat from several
    assert chinese <= english
    page = (FOLDER / "index.html").read_text()
    assert set(re.findall(r'data-t="([^"]+)"', page)) <= chinese


def test_the_page_speaks_chinese_before_any_script_runs():
    page = (FOLDER / "index.html").read_text()
    text = (FOLDER / "words.js").read_text()
    block = text.split("  en: {")[0]
    words = dict(re.findall(r'^ {4}"?([\w-]+)"?: ("(?:.*)"),$', block, re.MULTILINE))
    for key, shown in re.findall(r'data-t="([^"]+)"[^>]*>([^<]*)<', page):
        if shown:
            assert shown == json.loads(words[key]), key
    assert '<html lang="zh-CN">' in page
