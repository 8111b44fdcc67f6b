"""What a reader does beside reading: search, colours, printing, all by the keyboard, from a disk and a server."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from folders import SITE

LESSONS = [page for page in SITE.pages() if page.parts[0] == "lessons"]


@pytest.fixture(scope="module")
def served():
    """The address of the site under a prefix of a server."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(SITE.path.parent))
    handler.log_message = lambda *arguments: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{SITE.path.name}/"
    server.shutdown()


def search(page, text):
    page.keyboard.press("/")
    field = page.get_by_label("Search the course").and_(page.locator("input"))
    field.fill(text)
    page.locator("dialog .results li").first.wait_for()
    return page.locator("dialog .results a")


@pytest.mark.parametrize("text", ["CLONE_SIGHAND", "sighand", "CLONE_SIGHNAD", "schedules kernel"])
def test_search_finds_sections(text, desktop_page):
    page = desktop_page
    page.goto(SITE.url("index.html"))
    results = search(page, text)
    assert results.count() >= 1
    assert page.locator("dialog .said").inner_text() != ""
    # The keyboard alone leads there.
    page.keyboard.press("ArrowDown")
    target = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    fragment = target.partition("#")[2]
    assert not fragment or page.locator(f"[id='{fragment}']").count() == 1


def test_search_says_when_there_is_nothing(desktop_page):
    page = desktop_page
    page.goto(SITE.url(LESSONS[0]))
    page.keyboard.press("/")
    page.keyboard.type("xqzzyvwk")
    page.get_by_text("Nothing found.").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_search_works_from_a_server_too(served, desktop_page):
    page = desktop_page
    page.goto(served + "lessons/" + LESSONS[0].parts[1] + "/index.html")
    results = search(page, "clone")
    assert results.first.get_attribute("href").startswith("../../")
    results.first.click()
    page.wait_for_load_state()
    assert page.title()


def test_slash_in_a_field_is_a_slash(desktop_page):
    page = desktop_page
    page.goto(SITE.url("index.html"))
    page.keyboard.press("/")
    page.keyboard.type("/")
    assert page.locator("dialog input").input_value() == "/"


def test_colours_are_chosen_and_kept(desktop_page):
    page = desktop_page
    page.goto(SITE.url("index.html"))
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Colours").select_option("dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(SITE.url(LESSONS[0]))
    assert page.evaluate(ground) == dark
    page.get_by_label("Colours").select_option("contrast")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_label("Colours").select_option("")
    assert page.evaluate(ground) == light


def test_print_shows_the_text_and_no_controls(desktop_page):
    page = desktop_page
    page.goto(SITE.url(LESSONS[0]))
    page.emulate_media(media="print")
    for gone in (".masthead", ".search-button", ".theme", ".steps", ".check"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    assert page.locator("h1").is_visible()
    assert page.locator(".choices .reason").first.is_visible()


def test_colours_are_kept(desktop_page):
    page = desktop_page
    page.goto(SITE.url("index.html"))
    background = "getComputedStyle(document.body).backgroundColor"
    shown = {}
    for name in ("as the system", "dark", "high contrast"):
        page.get_by_label("Colours").select_option(label=name)
        shown[name] = page.evaluate(background)
        page.goto(SITE.url(LESSONS[0]))
        assert page.evaluate(background) == shown[name]
        assert page.locator(".theme option:checked").inner_text() == name
    assert len(set(shown.values())) > 1


def test_whole_course_prints(desktop_page):
    page = desktop_page
    page.goto(SITE.url("whole-course/index.html"))
    assert page.locator(".part").count() == len(LESSONS)
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF") and len(pdf) > 50_000
    # A link between lessons stays on the page.
    assert page.locator("main a[href*='lessons/']").count() == 0


@pytest.mark.parametrize("path", [LESSONS[0], "index.html", "answers/index.html"], ids=str)
def test_keyboard_reaches_everything_and_is_never_caught(path, desktop_page):
    page = desktop_page
    page.goto(SITE.url(path))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = 1
    for _ in range(600):
        page.keyboard.press("Tab")
        # A section far down is laid out only when the focus enters it, so the page may move once more
        # in the next frames. What counts is where the reader finds it then.
        state = page.evaluate("""
          async () => {
            const element = document.activeElement;
            if (element === document.body) return null;
            const isSeen = () => {
              const box = element.getBoundingClientRect();
              return box.bottom > 0 && box.top < window.innerHeight;
            };
            for (let frame = 0; frame < 10 && !isSeen(); frame += 1) {
              await new Promise((resolve) => requestAnimationFrame(resolve));
            }
            const style = getComputedStyle(element.matches(".heard") ? element.parentElement : element);
            return {
              name: element.outerHTML.slice(0, 80),
              seen: isSeen(),
              marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
            };
          }
        """)
        if state is None:
            break
        assert state["seen"] and state["marked"], state["name"]
        seen += 1
    else:
        pytest.fail("the keyboard is caught")
    wanted = page.locator("main a:visible, main button:visible, main summary:visible").count()
    assert seen >= wanted
