"""Every page, at every size and in both schemes: no error, nothing from outside, accessible, no overflow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

AXE_OPTIONS = {
    # It would fetch the style sheets once more, which the policy forbids.
    "preload": False,
    # All rules are checked. This only spares it the description of every element that passes them.
    "resultTypes": ["violations"],
}

OVERFLOWING = """
  () => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const inScroller = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    return [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !inScroller(e))
      .slice(0, 5)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className} is wider than the window`);
  }
"""


def test_page_is_sound(place, mode, page):
    folder, path = place
    if mode.theme and folder.name == "report":
        pytest.skip("a report has no choice of colours")
    problems = []
    page.on("console", lambda message: problems.append(message.text)
            if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on("request", lambda request: problems.append(f"request leaves the folder: {request.url}")
            if not folder.holds(request.url) and not request.url.startswith("blob:") else None)
    page.on("requestfailed", lambda request: problems.append(f"request failed: {request.url}"))

    page.goto(folder.url(path), wait_until="load")
    problems += page.evaluate("window.policyViolations")
    problems += page.evaluate(OVERFLOWING)
    for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]:
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
        problems.append(f"axe: {violation['id']}: {violation['help']}: {', '.join(places)}")
    assert problems == []
