"""The HTML report in real headless Chromium, opened from disk as its reader does."""

from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pipeline.stages.html_report import html_report
from tests.browsers import NEEDS_CHROMIUM, is_wider_than_the_window, opened
from tests.pictured import pictured

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rejected dossier, with a conflict, a message and hostile names."""
    answer = pictured("vin")
    path = tmp_path_factory.mktemp("out") / "vin.html"
    hostile = answer.report.model_copy(update={"dossier": "<script>document.title='no'</script>\u202e"})
    path.write_text(html_report(hostile, answer.pictures, min_confidence=0.8), encoding="utf-8")
    return path


def test_it_opens_without_a_complaint_and_asks_for_nothing(browser: Browser, report: Path) -> None:
    there = opened(browser, report)
    there.page.get_by_role("button", name="Tout déplier").click()
    there.page.wait_for_function("[...document.images].every((one) => one.complete)")
    assert there.complaints == []
    assert there.page.title().startswith("REJETÉ · <script>")


def test_a_script_that_is_not_its_own_does_not_run(browser: Browser, report: Path, tmp_path: Path) -> None:
    """Even where something had escaped the escaping."""
    page = report.read_text(encoding="utf-8")
    bad = tmp_path / "bad.html"
    bad.write_text(page.replace("</main>", "<script>document.title = 'no'</script></main>"), encoding="utf-8")
    there = opened(browser, bad)
    assert there.page.title().startswith("REJETÉ")
    assert any("Content Security Policy" in complaint for complaint in there.complaints)


def test_the_button_copies_the_message(browser: Browser, report: Path) -> None:
    there = opened(browser, report)
    there.page.get_by_role("button", name="Copier le message").click()
    there.page.get_by_role("status").get_by_text("Message copié.").wait_for()
    there.page.evaluate("document.body.append(document.createElement('textarea'))")
    there.page.locator("textarea").focus()
    there.page.keyboard.press("Control+V")
    pasted = there.page.locator("textarea").input_value()
    assert pasted.strip() == there.page.locator("#letter").inner_text().strip()
    assert pasted.startswith("Bonjour,\n\nNous avons vérifié")
    assert there.complaints == []


def test_a_link_from_a_field_shows_its_box_on_the_page(browser: Browser, report: Path) -> None:
    there = opened(browser, report)
    there.page.get_by_role("button", name="Tout déplier").click()
    before = there.page.locator("#p1 svg").bounding_box()
    there.page.locator('a[href="#carte_grise-1.vin"]').first.click()
    after = there.page.locator("#p1 svg").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 2 * before["width"]
    there.page.locator("rect:target").wait_for()


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_runs_over_the_side(browser: Browser, report: Path, width: int) -> None:
    there = opened(browser, report, width)
    there.page.get_by_role("button", name="Tout déplier").click()
    assert not is_wider_than_the_window(there.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(browser: Browser, report: Path, scheme: str) -> None:
    there = opened(browser, report, scheme=scheme)
    there.page.get_by_role("button", name="Tout déplier").click()
    found = Axe().run(there.page)
    assert [(one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]] == []
    assert len(found.response["passes"]) > 20


def test_dark_is_dark(browser: Browser, report: Path) -> None:
    grounds = [
        opened(browser, report, scheme=scheme).page.evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    light, dark = (sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) for ground in grounds)
    assert light > 3 * 200
    assert dark < 3 * 60


def test_it_prints_on_a4(browser: Browser, report: Path, tmp_path: Path) -> None:
    there = opened(browser, report, scheme="dark")
    there.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "report.pdf").pages
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    assert 2 <= len(pages) <= 8
    assert "REJETÉ" in pages[0].extract_text()
    assert "Copier" not in "".join(page.extract_text() for page in pages)
