"""Every link and every source leads to a file of the folder, and every fragment to an element there."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Where a page may point to without being fetched.
OUTSIDE = {"http", "https", "mailto"}


class References(HTMLParser):
    """The ids of a page and what it points to."""

    def __init__(self):
        super().__init__()
        self.ids: list[str] = []
        self.urls: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            elif name in ("href", "src"):
                self.urls.append((tag, value))


@cache
def references(page: Path) -> References:
    parser = References()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def problem(folder, page: Path, tag: str, url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme in OUTSIDE:
        # A <link> to the outside is the page's own address on its website, which nothing loads.
        return None if tag in ("a", "link") else f"<{tag}> loads {url}"
    if parts.scheme or parts.netloc:
        return f"<{tag}> points to {url}"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(folder.path):
        return f"{url} leaves the folder"
    if not target.is_file():
        return f"{url} leads to no file"
    fragment = unquote(parts.fragment)
    if fragment and target.suffix == ".html" and fragment not in references(target).ids:
        return f"{url} leads to no element"
    return None


def test_links_resolve(place):
    folder, path = place
    page = folder.path / path
    found = references(page)
    problems = [problem(folder, page, tag, url) for tag, url in found.urls]
    problems += [f"id {name!r} is there twice" for name in set(found.ids) if found.ids.count(name) > 1]
    assert [text for text in problems if text] == []
