"""One browser for all tests, and one context for each size and colour scheme."""

import os
from dataclasses import dataclass

import pytest
from playwright.sync_api import sync_playwright

from folders import ALL_PAGES


@dataclass(frozen=True)
class Mode:
    """How a page is looked at."""

    width: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


MODES = [Mode(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]

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


@pytest.fixture(scope="session")
def browser():
    # Chromium refuses its own sandbox to root, which is what containers run as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=MODES, ids=str)
def context(browser, request):
    mode = request.param
    context = browser.new_context(
        viewport={"width": mode.width, "height": 900},
        color_scheme=mode.scheme,
        reduced_motion="reduce",
    )
    context.add_init_script(RECORD_VIOLATIONS)
    yield context
    context.close()


@pytest.fixture
def page(context):
    """A fresh tab in a context."""
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture
def desktop_page(browser):
    """A fresh tab of a fresh profile at the larger size, for tests that use the controls."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
