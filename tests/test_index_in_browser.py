"""The index of a batch in real headless Chromium, with ten thousand dossiers."""

from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pipeline.core.report import Motif
from pipeline.stages.html_index import Line, html_index
from tests.browsers import NEEDS_CHROMIUM, is_wider_than_the_window, opened

pytestmark = NEEDS_CHROMIUM

MANY = 10_000
TITLES = {"ct.freshness": "Contrôle technique récent", "docs.cerfa": "Certificat de cession présent"}


def a_line(number: int) -> Line:
    """Every third is rejected, every thirtieth for want of a cerfa too; every hundredth one was not examined."""
    name = f"dossier {number}"
    if number % 100 == 99:
        return Line(name, name, "failed", "unexamined", (), (), 0.0, None, None)
    if number % 3:
        return Line(name, name, "done", "pass", (), (), number / 7, None, f"{name}.html")
    late = (Motif.NON_CONFORME,), ("ct.freshness",)
    without = (Motif.NON_CONFORME, Motif.INCOMPLET), ("docs.cerfa", "ct.freshness")
    motifs, rules = late if number % 30 else without
    return Line(name, f"{name} LÉGER.pdf", "done", "reject", motifs, rules, number / 7, None, f"{name}.html")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten thousand dossiers, and the report of one."""
    folder = tmp_path_factory.mktemp("out")
    (folder / "dossier 30.html").write_text("<title>report</title>")
    (folder / "index.html").write_text(html_index([*map(a_line, range(MANY))], TITLES, "fr"), encoding="utf-8")
    return folder / "index.html"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("few") / "index.html"
    file.write_text(html_index([*map(a_line, range(90, 130))], TITLES, "en", waiting=3), encoding="utf-8")
    return file


def listed(page: Page) -> list[str]:
    return page.locator("tbody th").evaluate_all("all => all.map((one) => one.firstChild.textContent)")  # type: ignore[no-any-return]


def found(page: Page) -> str:
    return page.get_by_role("status").inner_text().replace("\u202f", " ")


def test_ten_thousand_are_there_a_hundred_at_a_time(browser: Browser, index: Path) -> None:
    there = opened(browser, index)
    assert found(there.page) == "10 000 sur 10 000"
    assert listed(there.page) == [f"dossier {number}" for number in range(100)]
    there.page.get_by_role("button", name="Suivants").click()
    assert listed(there.page)[0] == "dossier 100"
    there.page.get_by_role("button", name="Précédents").click()
    there.page.keyboard.press("Enter")
    assert listed(there.page)[0] == "dossier 0", "before the first there is nothing"
    assert there.complaints == []


def test_filters_narrow_it_together(browser: Browser, index: Path) -> None:
    page = opened(browser, index).page
    page.get_by_label("Réponse").select_option(label="REJETÉ")
    rejected = sum(a_line(number).outcome == "reject" for number in range(MANY))
    assert found(page) == f"{rejected:,} sur 10 000".replace(",", " ")
    page.get_by_label("Motif").select_option(label="incomplet")
    page.get_by_label("Règle").select_option(label="Certificat de cession présent")
    page.get_by_label("Chercher").fill("leger 99")
    assert listed(page) == [f"dossier {number}" for number in range(0, MANY, 30) if "99" in str(number)]
    page.get_by_label("Chercher").fill("nobody of that name")
    assert found(page) == "Aucun dossier ne répond à ces critères."
    page.get_by_role("button", name="Tout afficher").click()
    page.get_by_text("10 000 sur 10 000").wait_for()


def test_columns_sort_both_ways_by_number_where_they_are_numbers(browser: Browser, index: Path) -> None:
    page = opened(browser, index).page
    head = page.get_by_role("columnheader", name="Durée (s)")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert listed(page)[:3] == ["dossier 9998", "dossier 9997", "dossier 9996"]
    name = page.get_by_role("columnheader", name="Dossier")
    name.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "none"
    assert listed(page)[8:12] == ["dossier 8", "dossier 9", "dossier 10", "dossier 11"]
    page.get_by_role("columnheader", name="Réponse").get_by_role("button").click()
    assert listed(page)[0] == "dossier 99", "what was not examined comes first"


def test_a_rule_of_the_summary_shows_the_dossiers_that_it_rejects(browser: Browser, index: Path) -> None:
    page = opened(browser, index).page
    page.get_by_role("banner").get_by_role("button", name="Certificat de cession présent").click()
    assert found(page).endswith("sur 10 000")
    assert listed(page)[:3] == ["dossier 0", "dossier 30", "dossier 60"]


def test_who_comes_back_from_a_report_finds_what_they_were_looking_at(browser: Browser, index: Path) -> None:
    page = opened(browser, index).page
    page.get_by_label("Motif").select_option(label="incomplet")
    page.get_by_role("link", name="dossier 30", exact=True).click()
    page.wait_for_url("**/dossier%2030.html")
    assert page.title() == "report"
    page.go_back()
    page.wait_for_selector("html.ready")
    assert listed(page)[:2] == ["dossier 0", "dossier 30"]
    assert page.get_by_label("Motif").input_value() == "incomplet"


def test_all_of_it_works_from_the_keyboard(browser: Browser, few: Path) -> None:
    page = opened(browser, few).page
    page.get_by_label("Search").focus()
    page.keyboard.type("dossier 12")
    assert listed(page) == ["dossier 112", *(f"dossier {number}" for number in range(120, 130))]
    menus_the_button_and_four_columns_on = 4 + 1 + 5
    for _ in range(menus_the_button_and_four_columns_on):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_role("columnheader", name="Time (s)").get_attribute("aria-sort") == "ascending"


def test_without_script_it_is_a_table_of_all(browser: Browser, index: Path) -> None:
    page = opened(browser, index, script=False).page
    assert page.locator("tbody tr:visible").count() == MANY
    assert page.get_by_label("Chercher").count() == 0 or not page.get_by_label("Chercher").is_visible()
    assert page.get_by_role("columnheader").get_by_role("button").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_axe_finds_nothing_wrong_and_nothing_runs_over_the_side(
    browser: Browser,
    few: Path,
    width: int,
    scheme: str,
) -> None:
    page = opened(browser, few, width, scheme).page
    answer = Axe().run(page).response
    assert [(one["id"], one["nodes"][0]["target"]) for one in answer["violations"]] == []
    assert len(answer["passes"]) > 20
    assert not is_wider_than_the_window(page)


def test_it_prints_all_that_is_found_and_no_button(browser: Browser, index: Path, tmp_path: Path) -> None:
    page = opened(browser, index, scheme="dark").page
    page.get_by_label("Motif").select_option(label="incomplet")
    page.pdf(path=tmp_path / "index.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "index.pdf").pages
    said = "".join(one.extract_text() for one in pages)
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    assert "dossier 0" in said
    assert "dossier 9990" in said
    assert "Suivants" not in said
