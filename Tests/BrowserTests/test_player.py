"""The player: every program of every lesson runs in its page, from a folder and from a server."""

import functools
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from folders import SITE
from soundness import (
    CONTRAST, DARK, LIGHT, OVERFLOWING, contrast_violations, structural_violations, watch)
from stepping import step_by_keys

LESSONS = [page for page in SITE.pages() if page.parts[0] == "lessons"]
PLAYED = [page for page in LESSONS if "data-player" in (SITE.path / page).read_text("utf-8")]


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def server():
    """The address of a server of the site on this machine."""
    handler = functools.partial(QuietHandler, directory=str(SITE.path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


def lesson_with(name):
    """The page of the program of a name."""
    mark = f'data-player="{name}"'
    return next(page for page in PLAYED if mark in (SITE.path / page).read_text("utf-8"))


def player(page, place):
    """The figure of a program, by its place among those of the page."""
    return page.locator("figure:has(> [data-player])").nth(place)


def run(figure):
    """Runs a program to its end."""
    figure.get_by_role("button", name="Run", exact=True).click()
    figure.page.wait_for_function(
        "figure => /^Step \\d+ of \\d+: .*(program|every task|stopped)/"
        ".test(figure.querySelector('.player .status')?.textContent)",
        arg=figure.element_handle(), timeout=60_000)


def test_there_are_programs():
    assert len(PLAYED) > 0


@pytest.mark.parametrize("path", PLAYED, ids=str)
def test_programs_write_in_the_page_what_their_lesson_has(path, desktop_page):
    page = desktop_page
    problems = watch(page, SITE)
    page.goto(SITE.url(path))
    count = page.locator("[data-player]").count()
    assert count > 0
    for place in range(count):
        figure = player(page, place)
        name = figure.locator("[data-player]").get_attribute("data-player")
        recorded = figure.locator(".run").first
        output = recorded.locator("pre").first
        expected = output.text_content() if output.count() else "Nothing."
        ending = recorded.locator("p").last.text_content()
        run(figure)
        shown = figure.locator(".player .output").text_content() or "Nothing."
        assert shown == expected, name
        if code := re.search(r"status (\d+)", ending):
            assert figure.locator(".player .status").text_content().endswith(
                f"exited with {code[1]}."), name
    assert problems == []


def test_forward_and_back_is_the_first_state(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    figure.get_by_role("button", name="Step through").click()
    forward = figure.get_by_role("button", name="Forward")
    views = figure.locator(".player .views")
    page.wait_for_function("figure => figure.querySelector('input[type=range]')?.max > 5",
                           arg=figure.element_handle())
    states = []
    for _ in range(6):
        states.append(views.inner_html())
        forward.click()
    assert len(set(states)) > 2
    for state in reversed(states):
        figure.get_by_role("button", name="Back").click()
        assert views.inner_html() == state
    assert figure.get_by_role("button", name="Back").is_disabled()


def test_keys_alone_do_it(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    address = page.url
    figure.get_by_role("button", name="Step through").focus()
    page.keyboard.press("Enter")
    figure.get_by_role("button", name="Forward").wait_for()
    step_by_keys(page, figure.locator(".player"))
    # The page was not turned.
    assert page.url == address


def test_a_changed_program_is_compiled_and_its_mistakes_are_named(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    figure.get_by_role("button", name="Change it").click()
    editor = figure.get_by_role("textbox", name="Text of")
    editor.fill('#include <threadbare.h>\nint main(void) { printf("mine\\n"); return 7; }\n')
    run(figure)
    assert figure.locator(".player .output").text_content() == "mine\n"
    editor.fill("int main(void) {\n  return x;\n}\n")
    figure.get_by_role("button", name="Run", exact=True).click()
    assert "Line 2, column 10" in figure.get_by_role("alert").text_content()
    assert not figure.locator(".player").is_visible()
    figure.get_by_role("button", name="Back to the lesson's text").click()
    run(figure)


def test_flags_are_switches(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    figure.get_by_role("button", name="Change it").click()
    figure.get_by_role("textbox", name="Text of").fill(
        "#include <threadbare.h>\nint x = 1;\n"
        "int set(long v) { x = v; return 0; }\n"
        "int main(void) {\n  waitpid(task_clone(CLONE_FS | SIGCHLD, set, 5, 0, 0, 0), 0, 0);\n"
        '  printf("%d\\n", x);\n}\n')
    run(figure)
    assert figure.locator(".player .output").text_content() == "1\n"
    # The switches are those of the text when the editor was opened.
    figure.get_by_role("button", name="Change it").click()
    figure.get_by_role("button", name="Change it").click()
    figure.get_by_label("VM", exact=True).check()
    page.wait_for_function("figure => figure.querySelector('.output').textContent === '5\\n'",
                           arg=figure.element_handle())


def test_the_reader_is_asked_who_runs_next(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    figure.get_by_role("button", name="Step through").click()
    figure.get_by_label("Ask me: who runs next?").check()
    question = figure.locator(".who")
    for _ in range(60):
        if question.is_visible():
            break
        figure.get_by_role("button", name="Forward").click()
    assert "Who runs next?" in question.text_content()
    question.get_by_role("button").first.click()
    assert re.search(r"[01] of 1 right", figure.locator(".score").text_content())


LOST_UPDATE = (
    "#include <threadbare.h>\nstatic int count;\n"
    "static void *work(void *unused) { count = count + 1; return 0; }\n"
    "int main(void) {\n  pthread_t one;\n  pthread_create(&one, 0, work, 0);\n"
    "  work(0);\n  pthread_join(one, 0);\n  printf(\"%d\\n\", count);\n  return count != 2;\n}\n")


@pytest.mark.parametrize("origin", ["folder", "server"])
def test_a_schedule_that_breaks_it_is_found_and_played(origin, server, desktop_page):
    page = desktop_page
    problems = watch(page)
    page.goto(SITE.url(PLAYED[0]) if origin == "folder" else f"{server}/{PLAYED[0].as_posix()}")
    figure = player(page, 0)
    figure.get_by_role("button", name="Change it").click()
    figure.get_by_role("textbox", name="Text of").fill(LOST_UPDATE)
    run(figure)
    assert figure.locator(".player .output").text_content() == "2\n"
    figure.get_by_role("button", name="Find a schedule that breaks it").click()
    found = figure.locator(".found")
    found.locator("table").wait_for(timeout=60_000)
    assert "Data race on count" in found.text_content()
    rows = found.locator("tbody tr")
    lost = rows.filter(has=page.locator("pre", has_text=re.compile(r"^1\s*$")))
    lost.get_by_role("button").click()
    figure.get_by_role("button", name="End").click()
    assert figure.locator(".player .output").text_content() == "1\n"
    assert problems == []


def test_a_link_leads_to_the_state(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    figure.get_by_role("button", name="Step through").click()
    for _ in range(4):
        figure.get_by_role("button", name="Forward").click()
    state = figure.locator(".player .views").inner_html()
    figure.get_by_role("button", name="Link to this state").click()
    address = page.url
    assert "step=4" in address
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function(
        "figure => /^Step 4 /.test(figure.querySelector('.player .status')?.textContent)",
        arg=player(page, 0).element_handle())
    assert player(page, 0).locator(".player .views").inner_html() == state


def test_two_versions_are_compared(desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    run(figure)
    figure.get_by_role("button", name="2.6 beside 6.18").click()
    figure.get_by_role("region", name="Linux 2.6.11").wait_for()
    assert figure.get_by_role("region", name="Linux 6.18").is_visible()


def test_the_player_is_accessible_and_fits(page):
    problems = watch(page, SITE)
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    figure.get_by_role("button", name="Change it").click()
    run(figure)
    figure.get_by_role("button", name="2.6 beside 6.18").click()
    figure.get_by_role("region", name="Linux 2.6.11").wait_for()
    problems += page.evaluate(OVERFLOWING)
    problems += structural_violations(page)
    for colours in (LIGHT, DARK, CONTRAST):
        problems += contrast_violations(page, colours)
    assert problems == []


@pytest.mark.parametrize("name", ["Run", "Step through"])
def test_a_button_can_be_read_under_the_pointer(name, desktop_page):
    page = desktop_page
    page.goto(SITE.url(PLAYED[0]))
    button = player(page, 0).get_by_role("button", name=name, exact=True)
    problems = []
    for colours in (LIGHT, DARK, CONTRAST):
        button.hover()
        problems += contrast_violations(page, colours)
        assert button.evaluate("button => button.matches(':hover')")
    assert problems == []


def test_without_scripts_the_program_and_its_output_are_there(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(SITE.url(PLAYED[0]))
    figure = player(page, 0)
    assert figure.locator(".source").is_visible()
    assert figure.locator(".run").first.is_visible()
    assert figure.get_by_role("button").count() == 0
    context.close()


def test_pages_are_small_without_the_kernel():
    for path in LESSONS:
        text = (SITE.path / path).read_bytes()
        assets = re.findall(rb'(?:href|src)="((?:\.\./)*assets/[^"]+)"', text)
        size = len(text) + sum(((SITE.path / path).parent / asset.decode()).stat().st_size
                               for asset in set(assets))
        assert size < 250_000, f"{path} has {size} bytes"
