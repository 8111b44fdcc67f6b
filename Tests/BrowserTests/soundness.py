"""What every page must be, however it is looked at: quiet, accessible, and no wider than the window."""

from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT


@dataclass(frozen=True)
class Colours:
    """The colours that a page is shown in."""

    scheme: str
    # What the reader chose at the foot of a page; empty for nothing.
    theme: str = ""

    def __str__(self) -> str:
        return self.theme or self.scheme

    def apply(self, page) -> None:
        page.emulate_media(color_scheme=self.scheme)
        page.evaluate("""
          (theme) => {
            if (theme) document.documentElement.dataset.theme = theme;
            else delete document.documentElement.dataset.theme;
          }
        """, self.theme)


LIGHT = Colours("light")
DARK = Colours("dark")
CONTRAST = Colours("dark", "contrast")
WIDTHS = [1280, 390]

AXE_OPTIONS = {
    # It would fetch the style sheets once more, which the policy forbids.
    "preload": False,
    # This only spares it the description of every element that passes a rule.
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

# Marks one element for each way in which text is set: its colour, size and weight, and what is behind it.
# All others have the same contrast.
MARK_SAMPLES = """
  () => {
    const behind = (element) => {
      const layers = [];
      for (let up = element; up; up = up.parentElement) {
        const { backgroundColor, backgroundImage, opacity } = getComputedStyle(up);
        layers.push(backgroundColor, backgroundImage, opacity);
        if (!/, 0\\)$|transparent/.test(backgroundColor)) break;
      }
      return layers.join();
    };
    document.querySelectorAll("[data-sample]").forEach((e) => e.removeAttribute("data-sample"));
    const seen = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
      const { color, fontSize, fontWeight } = getComputedStyle(element);
      const key = [color, fontSize, fontWeight, Boolean(element.closest("svg")), behind(element)].join();
      if (seen.has(key)) continue;
      seen.add(key);
      element.setAttribute("data-sample", "");
    }
    return seen.size;
  }
"""


def watch(page, folder=None) -> list[str]:
    """A list that gets what goes wrong while a page is open: errors, and requests that leave its folder."""
    problems = []
    page.on("console", lambda message: problems.append(message.text)
            if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on("request", lambda request: problems.append(f"request leaves the folder: {request.url}")
            if folder and not folder.holds(request.url) and not request.url.startswith("blob:") else None)
    page.on("requestfailed", lambda request: problems.append(f"request failed: {request.url}"))
    return problems


def violations(page, context=None, **options) -> list[str]:
    """What axe finds, a line for each rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("([context, options]) => axe.run(context ?? document, options)",
                          [context, AXE_OPTIONS | options])["violations"]
    return [
        f"axe: {violation['id']}: {violation['help']}: "
        + ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
        for violation in found
    ]


def structural_violations(page) -> list[str]:
    """Everything that colours have no part in."""
    return violations(page, rules={"color-contrast": {"enabled": False}})


def contrast_violations(page, colours) -> list[str]:
    """Text that is too faint in these colours."""
    colours.apply(page)
    # A page has text, so there is something to look at.
    assert page.evaluate(MARK_SAMPLES) > 0
    found = violations(page, context={"include": [["[data-sample]"]]},
                       runOnly={"type": "rule", "values": ["color-contrast"]})
    return [f"{colours}: {text}" for text in found]
