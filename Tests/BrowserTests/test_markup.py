"""What the browser makes of a report is what the report was built from: nothing of a submission is markup."""

import pytest

from folders import REPORT

ALLOWED_ELEMENTS = set(
    "html head meta title link script body a header footer nav main section div p span h1 h2 h3 ol ul li dl dt dd "
    "table caption thead tbody tfoot tr th td strong code pre mark bdi details summary figure figcaption "
    "svg rect line text search label input button select option".split()
)

# What the player makes on a page that has a recording.
PLAYER_ELEMENTS = {"h4", "kbd"}


@pytest.mark.parametrize("path", REPORT.pages(), ids=str)
def test_only_known_elements_and_attributes(path, reading_page):
    reading_page.goto(REPORT.url(path))
    names, attributes, scripts = reading_page.evaluate("""
      () => {
        const all = [...document.querySelectorAll("*")];
        return [
          all.map((element) => element.localName),
          all.flatMap((element) => element.getAttributeNames()),
          [...document.scripts].map((script) => script.getAttribute("src") + script.textContent),
        ];
      }
    """)
    assets = "../" * (len(path.parts) - 1) + "assets/"
    plays = assets + "player.js" in scripts
    assert set(names) - ALLOWED_ELEMENTS - (PLAYER_ELEMENTS if plays else set()) == set()
    assert [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc")] == []
    assert sorted(scripts) == [assets + name for name in (["player.js"] if plays else []) + ["report.js"]]
