"""One browser a process, and in it one context for each size and colour scheme."""

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
    # What the reader chose at the foot of a page; empty for nothing.
    theme: str = ""

    def __str__(self) -> str:
        return f"{self.width}-{self.theme or self.scheme}"


MODES = [
    Mode(width, scheme, theme)
    for width in (1280, 390)
    for scheme, theme in (("light", ""), ("dark", ""), ("dark", "contrast"))
]

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
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES, ids=str)


@pytest.fixture(scope="session")
def browser():
    # Chromium refuses its own sandbox to root, which is what containers run as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser):
    """A context for each mode, made when it is first asked for."""
    made = {}

    def context(mode):
        if mode not in made:
            made[mode] = browser.new_context(
                viewport={"width": mode.width, "height": 900},
                color_scheme=mode.scheme,
                reduced_motion="reduce",
            )
            made[mode].add_init_script(RECORD_VIOLATIONS)
            if mode.theme:
                made[mode].add_init_script(f"localStorage.setItem('threadbare.theme', '{mode.theme}')")
        return made[mode]

    yield context
    for context in made.values():
        context.close()


@pytest.fixture
def page(contexts, mode):
    """A fresh tab in the context of a mode."""
    page = contexts(mode).new_page()
    yield page
    page.close()


@pytest.fixture(scope="session")
def reading_page(contexts):
    """One tab at the larger size, for tests that only read what a page holds."""
    return contexts(MODES[0]).new_page()


@pytest.fixture
def desktop_page(browser):
    """A fresh tab of a fresh profile at the larger size, for tests that use the controls."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
