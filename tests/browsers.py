"""Pages in real headless Chromium, opened from disk as their readers do."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]


@dataclass
class Opened:
    """A page in the browser, and what went wrong there."""

    page: Page
    complaints: list[str] = field(default_factory=list)


def opened(browser: Browser, file: Path, width: int = 1200, scheme: str = "light", *, script: bool = True) -> Opened:
    """A file in a window of that width, with or without script."""
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script,
    )
    answer = Opened(page)
    page.on("console", lambda message: answer.complaints.append(message.text))
    page.on("pageerror", lambda error: answer.complaints.append(str(error)))
    page.on("request", lambda sent: sent.url.startswith(("file:", "data:")) or answer.complaints.append(sent.url))
    page.goto(file.as_uri())
    return answer


def is_wider_than_the_window(page: Page) -> bool:
    """Whether it has to be pushed sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
