"""The page in real headless Chromium, served by the program itself, answered from recordings."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browsers import NEEDS_CHROMIUM
from tests.serve.tools import obedient, papers

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 120_000
"""For a machine that is busy."""

pytestmark = NEEDS_CHROMIUM


@dataclass
class Opened:
    """A page of the server, and what the browser complained of."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def home(self) -> None:
        """Go to the first page."""
        self.page.goto(self.base)

    def choose(self, *files: Path) -> None:
        """Choose files and send them."""
        self.page.get_by_label("Choisir des fichiers").set_input_files(files)
        self.page.get_by_role("button", name="Vérifier").click()

    def drop(self, *paths: Path) -> None:
        """Drop files and folders from the desk top, as the browser itself is told of it."""
        place = self.page.locator("form.drop").bounding_box()
        assert place
        told = self.page.context.new_cdp_session(self.page)
        for kind in ("dragEnter", "dragOver", "drop"):
            told.send(
                "Input.dispatchDragEvent",
                {
                    "type": kind,
                    "x": place["x"] + 50,
                    "y": place["y"] + 20,
                    "data": {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1},
                },
            )

    def verdict(self) -> Locator:
        """The answer on the page of a dossier."""
        return self.page.locator(".verdict .answer")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, and where it is."""
    data = tmp_path_factory.mktemp("serve") / "data"
    program = [sys.executable, "-m", "tests.serve.program", "serve", "--port", "0", "--data", str(data)]
    server = subprocess.Popen([*program, "--max-upload", "20"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    yield server.stdout.readline().split()[2]
    server.terminate()
    assert server.wait(60) == 130


@pytest.fixture
def there(browser: Browser, base: str) -> Iterator[Opened]:
    with browser.new_context(locale="fr-FR") as context:
        yield opened(context, base)


def opened(context: BrowserContext, base: str) -> Opened:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    found = Opened(page, base)
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("request", lambda sent: sent.url.startswith(base) or found.complaints.append(sent.url))
    found.home()
    return found


def slow(folder: Path, seconds: float = 0.8) -> Path:
    file = folder / "lent.png"
    file.write_bytes(obedient(f"lent {seconds}"))
    return file


def test_a_file_dropped_is_followed_page_by_page_to_its_answer(there: Opened, tmp_path: Path) -> None:
    there.drop(slow(tmp_path))
    there.page.wait_for_url("**/dossiers/*")
    expect(there.page.get_by_role("status")).to_contain_text("1 page(s) lue(s), fichier 1 sur 1")
    expect(there.page.get_by_role("status")).to_contain_text("2 page(s) lue(s)")
    expect(there.verdict()).to_contain_text("REJETÉ")
    assert there.complaints == []


def test_folders_dropped_are_dossiers_of_their_own(there: Opened, tmp_path: Path) -> None:
    for name in ("Mme Un", "M. Deux"):
        (tmp_path / name / "sous").mkdir(parents=True)
        (tmp_path / name / "Thumbs.db").write_bytes(b"litter")
        (tmp_path / name / "sous" / "a.png").write_bytes(obedient(f"rien {name}"))
    there.drop(tmp_path / "Mme Un", tmp_path / "M. Deux")
    for name in ("Mme Un", "M. Deux"):
        row = there.page.locator(".row", has_text=name)
        expect(row).to_have_count(1)
        expect(row.locator(".badge")).to_contain_text("REJETÉ")
    assert there.complaints == []


def test_what_was_read_before_the_page_listened_is_listed(browser: Browser, base: str, tmp_path: Path) -> None:
    """As is what was read while it could not listen."""
    with browser.new_context(locale="fr-FR") as context:
        held: list[Route] = []
        context.route("**/evenements?*", lambda route: route.continue_() if held else held.append(route))
        there = opened(context, base)
        for name in ("Mme Tôt", "M. Tard"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "a.png").write_bytes(obedient(f"rien {name}"))
        there.drop(tmp_path / "Mme Tôt", tmp_path / "M. Tard")
        other = context.new_page()
        for name in ("Mme Tôt", "M. Tard"):
            while not other.locator(".row.reject", has_text=name).count():
                other.goto(base)
        held[0].abort()
        for name in ("Mme Tôt", "M. Tard"):
            expect(there.page.locator(".row.reject", has_text=name)).to_have_count(1)


def test_an_upload_goes_on_when_what_the_page_shows_is_out_of_date(browser: Browser, base: str, tmp_path: Path) -> None:
    with browser.new_context(locale="fr-FR") as context:
        sent = opened(context, base)
        sent.choose(slow(tmp_path, 1))  # shown as under way
        sent.page.wait_for_url("**/dossiers/*")
        there = opened(context, base)
        there.page.evaluate("window.same = true")
        expect(there.page.locator("[data-busy]")).to_have_count(1)
        expect(there.page.locator("[data-busy]")).to_have_count(0)
        assert there.page.evaluate("window.same")


def test_a_dossier_is_read_corrected_and_deleted(there: Opened, tmp_path: Path) -> None:
    """From the papers to a report, a correction that counts at once and is marked, and the end of it all."""
    page = there.page
    page.get_by_label("Nom du dossier").fill("Dossier <b>vin</b>")
    page.get_by_text("Préciser la demande").click()
    page.get_by_label("Date de la demande").fill("2026-11-14")
    there.choose(*papers("vin"))
    expect(there.verdict()).to_contain_text("REJETÉ")
    expect(page.locator("h1 bdi")).to_have_text("Dossier <b>vin</b>")
    expect(page.locator("ol.why")).to_contain_text("diffère")
    here = page.url
    right = page.locator(".notes tr", has_text="carte grise").locator(".value").inner_text()
    page.locator(".notes tr", has_text="certificat de cession").get_by_role("link", name="Corriger").click()
    box = page.locator("svg.crop").bounding_box()
    assert box
    assert box["width"] > 200
    page.wait_for_function("document.querySelector('svg.crop image').getBBox().width > 0")
    page.get_by_label("Ce qui figure sur la pièce").fill(right + "X")
    page.get_by_label("Votre nom").fill("Léa Martin")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("numéro d'identification")
    page.get_by_label("Ce qui figure sur la pièce").fill(right)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(here)
    expect(there.verdict()).to_contain_text("CONFORME")
    expect(page.locator("#h-said")).to_have_text("Corrections à la main 1")
    expect(page.locator(".said .state.by_hand")).to_have_text("corrigé à la main")
    page.get_by_role("link", name="Lire le rapport").click()
    expect(page.locator("header.verdict")).to_contain_text("1 valeur(s) corrigée(s) à la main")
    expect(page.locator("#infos")).to_contain_text("corrigées à la main")
    page.get_by_role("button", name="Tout déplier").click()
    expect(page.locator("tr.by_hand")).to_contain_text("par Léa Martin")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_role("button", name="Reprendre la lecture").click()
    expect(there.verdict()).to_contain_text("REJETÉ")
    page.locator("summary", has_text="Supprimer").click()
    page.get_by_role("button", name="Supprimer ce dossier").click()
    page.wait_for_url(there.base)
    assert page.goto(here).status == 404  # type: ignore[union-attr]
    expect(page.get_by_role("alert")).to_contain_text("n'existe pas")


def test_what_is_refused_is_told_where_it_was_dropped(there: Opened, tmp_path: Path) -> None:
    letter = tmp_path / "lettre.pdf"
    letter.write_bytes(b"PK\x03\x04 not a PDF")
    large = tmp_path / "grand.png"
    large.write_bytes(obedient("rien") + bytes(21 * 2**20))
    there.drop(letter)
    expect(there.page.get_by_role("alert")).to_contain_text("Ni PDF ni image : lettre.pdf")
    there.drop(large)
    expect(there.page.get_by_role("alert")).to_contain_text("Plus de 20 Mo")
    assert there.page.url == there.base


def test_a_server_that_is_gone_is_told(there: Opened, tmp_path: Path) -> None:
    there.page.route("**/api/dossiers", lambda route: route.abort())
    there.drop(slow(tmp_path))
    expect(there.page.get_by_role("alert")).to_contain_text("ne répond pas")


def test_without_a_script_it_does_too(browser: Browser, base: str, tmp_path: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        there = opened(context, base)
        there.choose(slow(tmp_path, 0.01))
        expect(there.page.locator(".verdict")).to_be_visible()
        end = time.monotonic() + PATIENCE_MS / 1000
        while there.page.get_by_role("link", name="Actualiser").count():
            assert time.monotonic() < end
            there.page.get_by_role("link", name="Actualiser").click()
        expect(there.verdict()).to_contain_text("REJETÉ")


def test_the_history_is_searched(there: Opened, tmp_path: Path) -> None:
    there.page.get_by_label("Nom du dossier").fill("Étienne Lefèvre 77")
    there.choose(slow(tmp_path, 0.02))
    there.page.wait_for_url("**/dossiers/*")
    there.home()
    there.page.get_by_label("Chercher").fill("lefevre")
    there.page.get_by_role("button", name="Chercher").click()
    expect(there.page.locator(".row")).to_have_count(1)
    there.page.get_by_label("Chercher").fill("personne")
    there.page.get_by_role("button", name="Chercher").click()
    expect(there.page.get_by_text("Aucun dossier.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_axe_finds_nothing_wrong_and_nothing_runs_over_the_side(
    browser: Browser, base: str, scheme: str, width: int
) -> None:
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}) as context:  # type: ignore[arg-type]
        there = opened(context, base)
        there.page.get_by_text("Préciser la demande").click()
        violations = [*wrong_with(there.page)]
        there.choose(*papers("cotitulaires"))
        expect(there.verdict()).to_be_visible()
        there.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        violations += wrong_with(there.page)
        there.page.locator("a[href*='/champs/']").first.click()
        violations += wrong_with(there.page)
        there.page.goto(f"{base}api")
        violations += wrong_with(there.page)
        assert violations == []
        assert there.complaints == []


def wrong_with(page: Page) -> list[object]:
    """What axe finds on a page, and whether it is wider than the window."""
    found = Axe().run(page)
    assert len(found.response["passes"]) > 15
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [(one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]] + [page.url] * is_wide
