"""The player in the report: a run that fails, step by step, without a kernel."""

import json

from folders import REPORT
from soundness import DARK, LIGHT, OVERFLOWING, contrast_violations, structural_violations, watch
from stepping import step_by_keys

RECORDED = [page for page in REPORT.pages()
            if 'class="recording"' in (REPORT.path / page).read_text(encoding="utf-8")]
# What a message says when schedules were explored and one of them loses.
LOSES = "schedules that were played"
LOSING = next(page for page in RECORDED if LOSES in (REPORT.path / page).read_text(encoding="utf-8"))


def losing_test(page):
    """The test whose losing schedule is played, with everything of the page open."""
    page.goto(REPORT.url(LOSING))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tests = page.locator(".tests > li > details, #first-failure")
    return tests.filter(has_text=LOSES).filter(has=page.locator(".player")).first


def test_a_losing_schedule_is_played_forward_and_back(desktop_page):
    page = desktop_page
    problems = watch(page, REPORT)
    test = losing_test(page)
    player = test.locator(".player")
    status = player.locator(".status")
    forward = player.get_by_role("button", name="Forward")
    last = int(player.get_by_role("slider", name="Step").get_attribute("max"))
    assert last > 3
    views = player.locator(".views")
    states = []
    for step in range(last):
        assert status.text_content().startswith(f"Step {step} of {last}:")
        states.append(views.inner_html())
        forward.click()
    assert forward.is_disabled()
    assert len(set(states)) == len(states)
    # The last call is the trace's.
    said = status.text_content().split(": ", 2)[2]
    trace = test.locator(".trace").last.text_content()
    assert said in trace.strip().splitlines()[-1]
    for state in reversed(states):
        player.get_by_role("button", name="Back").click()
        assert views.inner_html() == state
    assert player.get_by_role("button", name="Back").is_disabled()
    assert problems == []


def test_every_call_of_the_recording_is_in_the_trace(desktop_page):
    page = desktop_page
    test = losing_test(page)
    player = test.locator(".player")
    player.get_by_role("button", name="End").click()
    calls = player.locator(".calls").text_content().strip().splitlines()
    trace = "\n".join(test.locator(".trace").all_text_contents())
    assert calls and all(call in trace for call in calls if not call.startswith("…"))


def test_it_shows_tasks_sharing_family_and_time(desktop_page):
    player = losing_test(desktop_page).locator(".player")
    rows = player.get_by_role("table", name="Tasks").locator("tbody tr")
    # To a moment with more than one task.
    while rows.count() < 2:
        player.get_by_role("button", name="Forward").click()
    letters = player.get_by_role("table", name="Who shares what").locator("tbody tr").nth(0)
    assert "shared with" in letters.text_content()
    assert player.locator(".family li").count() > 1
    assert player.get_by_role("img", name="Who has the processor").is_visible()


def test_keys_alone_do_it(desktop_page):
    page = desktop_page
    player = losing_test(page).locator(".player")
    step_by_keys(page, player)
    page.keyboard.press("End")
    assert player.get_by_role("button", name="Forward").is_disabled()


def test_without_scripts_the_trace_says_it(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(REPORT.url(LOSING))
    assert page.locator(".player").count() == 0
    assert page.locator(".recording").first.is_hidden()
    page.locator(".tests > li > details").filter(has_text=LOSES).locator("summary").first.click()
    assert page.locator(".tests > li > details[open] .trace").last.is_visible()
    context.close()


def test_a_broken_recording_is_no_player_and_no_error(desktop_page):
    page = desktop_page
    problems = watch(page, REPORT)
    html = (REPORT.path / LOSING).read_text(encoding="utf-8")
    page.route("**/*.html", lambda route: route.fulfill(
        body=html.replace('{"before"', '{before'), content_type="text/html"))
    page.goto(REPORT.url(LOSING))
    assert page.locator(".player").count() == 0
    assert problems == []


def test_only_pages_with_a_recording_load_the_player():
    for page in REPORT.pages():
        text = (REPORT.path / page).read_text(encoding="utf-8")
        assert ("assets/player.js" in text) == ('class="recording"' in text), page


def test_recordings_are_json_and_small():
    for page in RECORDED:
        text = (REPORT.path / page).read_text(encoding="utf-8")
        assert len(text.encode()) < 300_000
        for piece in text.split('<pre class="recording"')[1:]:
            recording = piece.partition(">")[2].partition("</pre>")[0]
            for entity, sign in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")]:
                recording = recording.replace(entity, sign)
            assert json.loads(recording)["steps"]


def test_the_player_of_a_report_is_sound(page):
    player = losing_test(page).locator(".player")
    for _ in range(3):
        player.get_by_role("button", name="Forward").click()
    problems = page.evaluate(OVERFLOWING) + structural_violations(page)
    for colours in (LIGHT, DARK):
        problems += contrast_violations(page, colours)
    assert problems == []
