"""Questions of all kinds: the right answer is right, a wrong one is told why, and answers are kept."""

import base64
import json

import pytest

from folders import SITE

LESSONS = [page for page in SITE.pages() if page.parts[0] == "lessons"]


@pytest.fixture
def lesson_page(browser):
    """A fresh profile for each test, at the smaller size."""
    context = browser.new_context(viewport={"width": 390, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    assert page.problems == []
    context.close()


# Answers a question with what stands in the page: rightly, or with the first wrong answer that it knows.
ANSWER = """
  (question, right) => {
    const set = (field, value) => { field.value = value; };
    const verdict = right ? "right" : "wrong";
    switch (question.dataset.kind) {
      case "trace": {
        const item = question.querySelector(`.answers > .${verdict} .given`);
        set(question.querySelector("textarea"), item.hasAttribute("data-empty") ? "" : item.textContent);
        break;
      }
      case "fill-in":
        for (const group of question.querySelectorAll(".answers > .blank")) {
          const field = question.querySelector(`input[name="${group.dataset.blank}"]`);
          set(field, `  ${group.querySelector(`.${verdict} .given code`).textContent} `);
        }
        break;
      case "matching": {
        const rows = [...question.querySelectorAll(".pairs > li")];
        for (const row of rows) {
          const other = rows.find((each) => each.dataset.right !== row.dataset.right);
          set(row.querySelector("select"), right ? row.dataset.right : (other || row).dataset.right);
        }
        break;
      }
    }
  }
"""


def order(question, page, right):
    """Moves the lines of an ordering with its buttons."""
    solution = question.locator("ol.solution > li")
    keys = [solution.nth(index).get_attribute("data-line") for index in range(solution.count())]
    if not right:
        keys.reverse()
    lines = question.locator(".lines > li")
    spare = question.locator("ul.solution > li")
    stray = {spare.nth(index).get_attribute("data-line") for index in range(spare.count())}
    for index in range(lines.count()):
        line = lines.nth(index)
        if line.get_attribute("data-line") in stray and "out" not in (line.get_attribute("class") or ""):
            line.locator(".leave").click()
    for place, key in enumerate(keys):
        at = next(index for index in range(place, lines.count()) if lines.nth(index).get_attribute("data-line") == key)
        while at > place:
            lines.nth(at).locator(".up").click()
            at -= 1


def answer(question, page, right):
    kind = question.get_attribute("data-kind")
    if kind == "ordering":
        order(question, page, right)
    else:
        question.evaluate(f"(question, right) => ({ANSWER})(question, right)", right)
    question.locator(".check button").click()


@pytest.mark.parametrize("path", LESSONS, ids=str)
def test_every_question_knows_its_answers(path, lesson_page):
    page = lesson_page
    page.goto(SITE.url(path))
    questions = page.locator(".question[data-question]")
    kinds = [questions.nth(index).get_attribute("data-kind") for index in range(questions.count())]
    for index, kind in enumerate(kinds):
        question = questions.nth(index)
        if kind == "choice":
            question.locator("details.right summary").first.click()
            continue
        wrong_is_empty = kind == "trace" and question.locator(".answers > .wrong .given").first.get_attribute("data-empty") is not None
        if not wrong_is_empty:
            answer(question, page, right=False)
            assert question.locator(".verdicts .wrong").count() >= 1, kind
            assert "solved" not in (question.get_attribute("class") or "")
        answer(question, page, right=True)
        assert question.locator(".verdicts .wrong").count() == 0, f"{kind}: {question.locator('.verdicts').inner_text()}"
        assert question.locator(".verdicts .right").count() >= 1
        assert "solved" in question.get_attribute("class")
    page.reload()
    for index, kind in enumerate(kinds):
        question = questions.nth(index)
        if kind == "choice":
            assert question.locator("details.right[open]").count() >= 1
        else:
            assert "solved" in question.get_attribute("class"), f"{kind} was not kept"


def test_answers_travel_as_a_file(browser, lesson_page, tmp_path):
    page = lesson_page
    page.goto(SITE.url(LESSONS[0]))
    page.locator(".question[data-kind=choice] details.right summary").first.click()
    page.goto(SITE.url("answers/index.html"))
    assert "1 of" in page.locator(".answer-counts").inner_text()
    with page.expect_download() as download:
        page.locator("[data-action=export]").click()
    file = tmp_path / "answers.json"
    download.value.save_as(file)
    written = json.loads(file.read_text())
    assert written["format"] == "threadbare-answers" and written["version"] == 1
    assert len(written["answers"]) == 1

    page.locator("[data-action=clear]").click()
    assert "1 of" not in page.locator(".answer-counts").inner_text()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("1 answer was read.").wait_for()
    assert "1 of" in page.locator(".answer-counts").inner_text()

    for name, text, said in [
        ("a.json", "{", "The file is no JSON."),
        ("b.json", "{}", "The file holds no answers."),
        ("c.json", json.dumps({**written, "course": "<b>other"}), "another course: <b>other."),
    ]:
        bad = tmp_path / name
        bad.write_text(text)
        page.locator("input[type=file]").set_input_files(bad)
        page.get_by_text(said).wait_for()
    assert "1 of" in page.locator(".answer-counts").inner_text()


def test_what_the_terminal_knows_comes_along(browser, lesson_page, tmp_path):
    page = lesson_page
    page.goto(SITE.url("answers/index.html"))
    course = page.locator("body").get_attribute("data-course")
    exercise = page.locator("[data-exercises]").get_attribute("data-exercises").split(" ")[0]
    first, second = page.locator("[data-questions]").first.get_attribute("data-questions").split(" ")[:2]
    # As `threadbare progress` writes it: no answers, only how it went.
    told = {
        "format": "threadbare-answers", "version": 1, "course": course, "exercises": [exercise, "gone"],
        "answers": {first: {"kind": "choice", "right": True, "tries": 2}},
    }
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(told))
    assert ": 0 of" in page.locator(".exercises-done").inner_text()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("1 answer was read.").wait_for()
    assert ": 1 of" in page.locator(".exercises-done").inner_text()
    assert "1 of" in page.locator(".answer-counts").inner_text()
    # The same as an address; what is here stays.
    told["answers"][second] = {"kind": "choice", "right": False, "tries": 1}
    carried = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    page.goto("about:blank")
    page.goto(SITE.url("answers/index.html") + "#take=" + carried)
    page.get_by_text("1 answer was read.").wait_for()
    assert "2 of" in page.locator(".answer-counts").inner_text()
    assert "#" not in page.url
    page.goto(SITE.url("answers/index.html") + "#take=e30")
    page.get_by_text("The file holds no answers.").wait_for()
    # The pages themselves live with answers that nobody gave there.
    page.goto(SITE.url(LESSONS[0]))
    page.goto(SITE.url("answers/index.html"))
    page.locator("[data-action=clear]").click()
    assert ": 0 of" in page.locator(".exercises-done").inner_text()


def test_without_scripts_answers_stand_below(browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    for path in LESSONS:
        page.goto(SITE.url(path))
        assert page.locator(".check:visible").count() == 0
        shut = page.locator("details.answers")
        for index in range(shut.count()):
            shut.nth(index).locator("summary").click()
            assert shut.nth(index).locator(".reason").first.is_visible()
    page.goto(SITE.url("answers/index.html"))
    assert page.locator("noscript").count() == 1
    assert page.locator(".search-button:visible, .theme:visible").count() == 0
    context.close()
