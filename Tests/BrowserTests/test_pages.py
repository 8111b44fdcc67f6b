"""Every page, at every size and in all colours: no error, nothing from outside, accessible, no overflow."""

from soundness import (
    CONTRAST, DARK, LIGHT, OVERFLOWING, WIDTHS, contrast_violations, structural_violations, watch)


def test_page_is_sound(place, width, page):
    folder, path = place
    problems = watch(page, folder)
    page.goto(folder.url(path), wait_until="load")
    problems += page.evaluate("window.policyViolations")
    problems += page.evaluate(OVERFLOWING)
    problems += structural_violations(page)
    # Colours depend on no width, and a report has no choice of them.
    if width == max(WIDTHS):
        for colours in [LIGHT, DARK] if folder.name == "report" else [LIGHT, DARK, CONTRAST]:
            problems += contrast_violations(page, colours)
    assert problems == []
