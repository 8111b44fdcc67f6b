"""The two folders of pages under test, and what a test needs to know about them."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """A folder of pages that must work by itself, from a disk."""

    name: str
    path: Path

    def pages(self) -> list[Path]:
        """All pages, by their paths in the folder."""
        return sorted(page.relative_to(self.path) for page in self.path.rglob("*.html"))

    def url(self, page: Path | str) -> str:
        """The address of a page."""
        return (self.path / page).as_uri()

    def holds(self, url: str) -> bool:
        """Says whether an address is inside the folder."""
        return url.startswith(self.path.as_uri() + "/")


REPORT = Folder("report", Path(os.environ["THREADBARE_REPORT"]))
SITE = Folder("site", Path(os.environ["THREADBARE_SITE"]))
ALL_PAGES = [(folder, page) for folder in (REPORT, SITE) for page in folder.pages()]
