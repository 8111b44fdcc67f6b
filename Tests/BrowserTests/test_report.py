"""The report's controls, and the report without them."""

import pytest

from folders import REPORT

HEAT_MAP = "table.heat-map.filterable"


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
    overview.get_by_label("Filter students").fill(wanted)
    assert wanted in names(overview)
    assert all(wanted.lower() in name.lower() for name in names(overview))
    assert overview.get_by_role("status").inner_text().endswith(f"of {len(every)} students")
    overview.get_by_label("Filter students").fill("")
    assert names(overview) == every


def test_slash_goes_to_the_filter(overview):
    overview.keyboard.press("/")
    assert overview.evaluate("document.activeElement.type") == "search"
    overview.keyboard.type("/")
    assert overview.get_by_label("Filter students").input_value() == "/"


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
    assert plain.locator(".filter, .sort").count() == 0
    context.close()


def test_printing_opens_what_is_closed(overview):
    overview.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert overview.locator("details:not([open])").count() == 0
    overview.evaluate("dispatchEvent(new Event('afterprint'))")
    assert overview.locator("details:not([open])").count() > 0
