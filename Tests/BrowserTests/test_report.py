"""The report's controls, and the report without them."""

import pytest

from folders import REPORT
from soundness import DARK, LIGHT, contrast_violations, structural_violations

HEAT_MAP = "table.heat-map.filterable"
# A page of each kind that has tables.
EXERCISE = next(page for page in REPORT.pages() if page.parts[0] == "exercises")
STUDENT = next(page for page in REPORT.pages()
               if "trace" in (REPORT.path / page).read_text(encoding="utf-8"))
WITH_TABLES = ["index.html", EXERCISE.as_posix(), STUDENT.as_posix()]


@pytest.fixture
def overview(desktop_page):
    desktop_page.goto(REPORT.url("index.html"))
    return desktop_page


def names(page) -> list[str]:
    """The students whose rows are shown, in their order."""
    rows = page.locator(f"{HEAT_MAP} tbody tr:visible th > a")
    return [name.strip() for name in rows.all_inner_texts()]


def test_filter_narrows_the_heat_map(overview):
    every = names(overview)
    wanted = every[-1]
    overview.get_by_role("searchbox", name="Filter students").fill(wanted)
    assert wanted in names(overview)
    assert all(wanted.lower() in name.lower() for name in names(overview))
    assert overview.get_by_role("search", name="Filter students").get_by_role("status").inner_text().endswith(
        f"of {len(every)} students")
    overview.get_by_role("searchbox", name="Filter students").fill("")
    assert names(overview) == every


def test_verdicts_narrow_the_heat_map(overview):
    every = names(overview)
    box = overview.get_by_role("search", name="Filter students")
    select = box.get_by_label("Verdict")
    assert select.locator("option").all_inner_texts()[0] == "any"
    select.select_option(label="failed")
    failed = names(overview)
    assert 0 < len(failed) < len(every)
    for row in overview.locator(f"{HEAT_MAP} tbody tr:visible").all():
        assert "failed" in row.inner_text() or row.locator(".heat-0, .heat-1, .heat-2, .heat-3").count()
    assert box.get_by_role("status").inner_text() == f"{len(failed)} of {len(every)} students"
    # Both filters together.
    box.get_by_role("searchbox").fill(failed[0])
    assert failed[0] in names(overview) and len(names(overview)) <= len(failed)
    box.get_by_role("searchbox").fill("")
    select.select_option(label="any")
    assert names(overview) == every


@pytest.mark.parametrize("path", WITH_TABLES)
def test_every_table_filters_and_sorts_by_every_column(desktop_page, path):
    desktop_page.goto(REPORT.url(path))
    tables = desktop_page.locator("table.sortable").all()
    assert tables
    for table in tables:
        rows = table.locator("tbody tr").count()
        if rows < 2:
            continue
        headers = table.locator("thead th")
        buttons = table.locator("thead th > button.sort")
        assert buttons.count() == headers.count()
        for column in range(headers.count()):
            buttons.nth(column).focus()
            for wanted in ("ascending", "descending"):
                desktop_page.keyboard.press("Enter")
                assert headers.nth(column).get_attribute("aria-sort") == wanted
                assert table.locator("th[aria-sort]").count() == 1
            assert table.locator("tbody tr").count() == rows
    for table in desktop_page.locator("table.filterable").all():
        if table.locator("tbody tr").count() >= 2:
            box = table.locator("xpath=../preceding-sibling::*[1]")
            assert box.evaluate("element => element.localName") == "search"


def test_drawings_sort_by_the_share_that_passed(desktop_page):
    desktop_page.goto(REPORT.url(EXERCISE))
    table = desktop_page.locator("table.sortable").first
    table.get_by_role("button", name="Sort by Results").click()
    shares = [int(cell.get_attribute("data-sort")) for cell in table.locator("td[data-sort]").all()]
    assert shares == sorted(shares) and len(set(shares)) > 1


def test_focus_is_seen_on_every_control(overview):
    controls = overview.locator("button.sort, .filter input, .filter select").all()
    assert len(controls) > 5
    for control in controls:
        control.focus()
        overview.keyboard.press("Shift")
        style = control.evaluate("e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]")
        assert style == ["solid", "3px"]


def test_arrow_keys_stay_the_browsers(overview):
    overview.evaluate("""
      window.hijacked = 0;
      addEventListener("keydown", (event) => { if (event.defaultPrevented) window.hijacked += 1; });
    """)
    for key in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "Home", "End", "j", "k"):
        overview.keyboard.press(key)
    assert overview.evaluate("window.hijacked") == 0


def test_slash_goes_to_the_filter(overview):
    overview.keyboard.press("/")
    assert overview.evaluate("document.activeElement.type") == "search"
    overview.keyboard.type("/")
    assert overview.get_by_role("searchbox", name="Filter students").input_value() == "/"


def test_sorting_by_total_works_from_the_keyboard(overview):
    def totals():
        return [float(text) for text in overview.locator(f"{HEAT_MAP} td.total").all_inner_texts()]

    button = overview.locator(HEAT_MAP).get_by_role("button", name="Sort by Total")
    button.focus()
    overview.keyboard.press("Enter")
    assert totals() == sorted(totals())
    assert overview.locator(f"{HEAT_MAP} th[aria-sort]").get_attribute("aria-sort") == "ascending"
    overview.keyboard.press("Enter")
    assert totals() == sorted(totals(), reverse=True)


def test_a_cell_leads_to_the_result(overview):
    link = overview.locator(f"{HEAT_MAP} tbody th a").first.get_attribute("href")
    anchor = overview.locator(f"{HEAT_MAP} thead th[data-anchor]").first.get_attribute("data-anchor")
    overview.locator(f"{HEAT_MAP} tbody td").first.click()
    overview.wait_for_url(f"**/{link}#{anchor}")
    assert overview.locator(f"[id='{anchor}']").is_visible()


def test_the_skip_link_is_the_first_stop(overview):
    overview.keyboard.press("Tab")
    assert overview.evaluate("document.activeElement.textContent") == "Skip to content"
    overview.keyboard.press("Enter")
    assert overview.evaluate("document.activeElement.localName") == "main"


def test_the_same_is_there_without_script(browser, overview):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(REPORT.url("index.html"))
    assert names(plain) == names(overview)
    assert plain.locator(".filter, .sort, .copy").count() == 0
    plain.goto(REPORT.url(STUDENT))
    assert plain.locator(".first-failure .trace").last.is_visible()
    assert plain.locator(".command code").first.is_visible()
    context.close()


def test_printing_opens_what_is_closed(overview):
    overview.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert overview.locator("details:not([open])").count() == 0
    overview.evaluate("dispatchEvent(new Event('afterprint'))")
    assert overview.locator("details:not([open])").count() > 0


def test_the_first_failure_teaches(desktop_page):
    desktop_page.goto(REPORT.url(STUDENT))
    first = desktop_page.locator("#first-failure")
    assert first.locator(".told").is_visible()
    assert first.locator(".call .source .here").is_visible()
    assert first.locator(".trace .here").first.is_visible()
    # Every line is a line of its own, the marked one too.
    for box in first.locator(".source, .trace").filter(visible=True).all():
        lines = box.evaluate("""
          (box) => {
            const style = getComputedStyle(box);
            const height = box.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
            return height / parseFloat(style.lineHeight);
          }
        """)
        assert abs(lines - box.text_content().count("\n")) < 0.6
    # The end of the run is in view.
    last = first.locator(".trace").last
    assert last.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    assert first.locator(".command code").inner_text().startswith("threadbare grade ")


def test_a_command_is_copied(browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(REPORT.url(STUDENT))
    box = page.locator(".command").first
    button = box.get_by_role("button", name="Copy")
    button.focus()
    page.keyboard.press("Enter")
    box.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == box.locator("code").inner_text()
    context.close()


def test_paper_has_no_controls(desktop_page):
    desktop_page.goto(REPORT.url("index.html"))
    desktop_page.emulate_media(media="print")
    assert desktop_page.locator(".filter").first.is_hidden()
    assert desktop_page.locator(".sort").first.is_hidden()
    assert desktop_page.locator(HEAT_MAP).is_visible()


@pytest.mark.parametrize("path", WITH_TABLES)
def test_controls_in_use_are_accessible(path, page):
    page.goto(REPORT.url(path))
    # Everything open, filtered, sorted.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("button.sort").last.click()
    page.locator(".filter input").last.fill("a")
    problems = structural_violations(page)
    for colours in (LIGHT, DARK):
        problems += contrast_violations(page, colours)
    assert problems == []
