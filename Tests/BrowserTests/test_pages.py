"""Every page, at every size and in all colours: no error, nothing from outside, accessible, no overflow."""

from soundness import (
    CONTRAST, DARK, LIGHT, OVERFLOWING, contrast_violations, structural_violations, watch)


def test_page_is_sound(place, page):
    folder, path = place
    problems = watch(page, folder)
    page.goto(folder.url(path), wait_until="load")
    problems += page.evaluate("window.policyViolations")
    problems += page.evaluate(OVERFLOWING)
    problems += structural_violations(page)
    # A report has no choice of colours.
    for colours in [LIGHT, DARK] if folder.name == "report" else [LIGHT, DARK, CONTRAST]:
        problems += contrast_violations(page, colours)
    assert problems == []
