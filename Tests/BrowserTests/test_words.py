"""What the scripts say comes from the file of words: in another language none of ours is left."""

import re

import pytest

from folders import SITE
from soundness import watch

# Every phrase becomes foreign before a script reads it; values stay.
FOREIGN = """
  (() => {
    const foreign = (text) => text.replace(/\\{\\w+\\}|[\\p{L}\\d']+/gu, (word) => word.startsWith("{") ? word : "ж");
    let words;
    Object.defineProperty(window, "threadbareWords", {
      get: () => words,
      set: (ours) => {
        words = Object.fromEntries(Object.entries(ours).map(([key, said]) =>
          [key, Array.isArray(said) ? said.map(foreign) : foreign(said)]));
      },
    });
  })();
"""

# The texts and labels of some elements, code and what the kernel says left out.
SAID = """
  (elements) => elements.flatMap((element) => {
    const copy = element.cloneNode(true);
    const labels = [copy, ...copy.querySelectorAll("*")].flatMap((one) =>
      ["aria-label", "title", "placeholder", "aria-valuetext"].map((name) => one.getAttribute(name) ?? ""));
    copy.querySelectorAll("code, pre, kbd, .lines, .source-lines, option[value*='.']").forEach((one) => one.remove());
    // A space between elements, so that words of two are not one.
    copy.querySelectorAll("*").forEach((one) => one.append(" "));
    return [copy.textContent, ...labels];
  })
"""

# Names of Linux, states of tasks and kinds of ends, which the kernel says.
NAMES = set("""
  mm fs files sighand signal runnable running zombie dead waiting sleeping stopped exited with killed by
  in wait futex vfork pipe for child int char long unsigned void main builtin init deadlock
""".split())


def english(texts, allowed=()):
    words = {word for text in texts for word in re.findall(r"[a-z]{2,}", re.sub(r"\w*[A-Z_]\w*", " ", text))}
    return sorted(words - NAMES - set(allowed))


@pytest.fixture
def foreign_page(desktop_page):
    desktop_page.add_init_script(FOREIGN)
    return desktop_page


def programs():
    for page in SITE.pages():
        if 'data-player="' in (SITE.path / page).read_text("utf-8"):
            return page
    raise AssertionError("no program")


def test_the_player_says_nothing_of_ours(foreign_page):
    page = foreign_page
    problems = watch(page, SITE)
    page.goto(SITE.url(programs()))
    figure = page.locator("figure:has(> [data-player])").first
    name = figure.locator("[data-player]").get_attribute("data-player")
    buttons = figure.locator(".moves.start button")
    buttons.nth(2).click()
    buttons.nth(0).click()
    page.wait_for_function("figure => figure.querySelector('input[type=range]')?.max > 1",
                           arg=figure.element_handle(), timeout=60_000)
    said = []
    parts = ".moves, .edit, .player, .complaints"
    for step in range(2):
        figure.locator(".player .moves button").nth(0 if step == 0 else 3).click()
        said += figure.locator(parts).evaluate_all(SAID)
    # The explorer and the comparison of kernels.
    figure.locator(".player .moves").last.locator("button").nth(1).click()
    figure.locator(".found .beside").wait_for()
    said += figure.locator(".found").evaluate_all(SAID)
    figure.locator(".player .moves").last.locator("button").nth(0).click()
    figure.locator(".found table").wait_for(timeout=120_000)
    said += figure.locator(".found").evaluate_all(SAID)
    figure.locator(".edit textarea").fill("int main(void) { return x; }")
    buttons.nth(0).click()
    said += figure.locator(".complaints strong").evaluate_all(SAID)
    functions = re.findall(r"\w+", figure.locator(".source code").text_content())
    assert english(said, allowed=functions + name.split("-")) == []
    assert any("ж" in text for text in said)
    assert problems == []


def test_search_and_questions_say_nothing_of_ours(foreign_page):
    page = foreign_page
    page.goto(SITE.url(programs()))
    page.locator(".search-button").click()
    page.locator("dialog.search input").fill("qqqqqqqqq")
    page.wait_for_function("() => document.querySelector('dialog .said').textContent !== ''")
    said = page.locator("dialog.search").evaluate_all(SAID)
    page.locator("dialog.search input").fill("clone")
    page.wait_for_function("() => document.querySelectorAll('dialog .results li').length > 0")
    said += page.locator("dialog .said").evaluate_all(SAID)
    page.keyboard.press("Escape")
    for lesson in [one for one in SITE.pages() if one.parts[0] == "lessons"]:
        text = (SITE.path / lesson).read_text("utf-8")
        if all(f'data-kind="{kind}"' in text for kind in ("ordering", "fill-in")):
            break
    page.goto(SITE.url(lesson))
    said += page.locator("button.copy").evaluate_all(SAID)
    for question in page.locator(".question:has(.check:not([hidden]))").all():
        question.locator(".check button").click()
        said += question.locator(".verdicts .verdict, .verdicts .none").evaluate_all(SAID)
    own = page.locator(".question .line, .question .answers, .question .left, .question .prompt").all_text_contents()
    ours = [word for text in own for word in re.findall(r"[a-z]{2,}", text)]
    # Labels of fields are the page's, which has its words already.
    assert english(said, allowed=ours + ["blank"]) == []
