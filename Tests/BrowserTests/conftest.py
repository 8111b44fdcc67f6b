"""One browser a process, and in it one context for each size."""

import os

import pytest
from playwright.sync_api import sync_playwright

from folders import ALL_PAGES
from soundness import WIDTHS

# Violations of the policy don't reach the page's own handlers; this records them before it loads.
RECORD_VIOLATIONS = """
  window.policyViolations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.policyViolations.push(`${event.violatedDirective} blocked ${event.blockedURI}`);
  });
"""


def pytest_generate_tests(metafunc):
    if "place" in metafunc.fixturenames:
        ids = [f"{folder.name}/{page}" for folder, page in ALL_PAGES]
        metafunc.parametrize("place", ALL_PAGES, ids=ids)
    if "width" in metafunc.fixturenames:
        metafunc.parametrize("width", WIDTHS)


@pytest.fixture(scope="session")
def browser():
    # Chromium refuses its own sandbox to root, which is what containers run as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser):
    """A context for each width, made when it is first asked for."""
    made = {}

    def context(width):
        if width not in made:
            made[width] = browser.new_context(
                viewport={"width": width, "height": 900}, reduced_motion="reduce")
            made[width].add_init_script(RECORD_VIOLATIONS)
        return made[width]

    yield context
    for context in made.values():
        context.close()


@pytest.fixture
def page(contexts, width):
    """A fresh tab in the context of a width."""
    page = contexts(width).new_page()
    yield page
    page.close()


@pytest.fixture(scope="session")
def reading_page(contexts):
    """One tab at the larger size, for tests that only read what a page holds."""
    return contexts(WIDTHS[0]).new_page()


@pytest.fixture
def desktop_page(browser):
    """A fresh tab of a fresh profile at the larger size, for tests that use the controls."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
