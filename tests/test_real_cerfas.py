"""The official blanks of the other cerfas filled in, signed, printed and scanned: every field read back.

The blanks are not ours to ship: without `../shared/forms` these tests skip.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.core.report_json import ExtractJson
from pipeline.open_tools import open_tools
from pipeline.run import read_dossier
from pipeline.settings import Settings
from pipeline.stopwatch import Stopwatch
from samples import cerfas, scan
from samples.papers import truth
from tests.accuracy import same
from tests.cerfa_papers import filled_in

BLANKS = Path(__file__).parents[2] / "shared" / "forms"
pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(not BLANKS.is_dir(), reason="the official blanks are not shipped"),
]
EDITIONS = tuple(filled_in(""))
LEAST_EXACT = 0.93
SURE = 0.90


@pytest.fixture(scope="module")
def tools():
    with open_tools(Settings()) as found:
        yield found


def read(pdf: bytes, tools, folder: Path) -> list[dict]:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    dossier = read_dossier(path, tools, Settings(), Stopwatch())
    return json.loads(ExtractJson.of(dossier).model_dump_json(by_alias=True))["documents"]


def scanned(pdf: bytes, level: scan.Level, seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    pages = [scan.degrade(page, level, rng) for page in scan.render(pdf, scan.DPI[level])]
    return scan.to_pdf(pages, scan.DPI[level], 70)


@pytest.mark.parametrize("way", ["scanned", "born-digital"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_filled_official_form_is_read_back(edition, way, tools, tmp_path):
    filled = filled_in(f"official {edition}")[edition]
    pdf = cerfas.official(filled, BLANKS, 5, edition)

    (document,) = read(scanned(pdf, "office", 5) if way == "scanned" else pdf, tools, tmp_path)

    expected = truth(filled.paper)
    assert document["kind"] == expected.kind
    # A stamp with a signature of its colour over it is beyond what is promised, and the sum that counts it.
    stamped = {name.removesuffix("signatures") for name in filled.stamps}
    beyond = {part + end for part in stamped for end in ("signatures", "cachet")} | (
        {"signatures"} if stamped else set()
    )
    fields = {key: value for key, value in expected.fields.items() if key not in beyond} | {"edition": edition[:8]}
    differing = {
        key: (value, document["fields"][key])
        for key, value in fields.items()
        if not same(document["fields"][key]["value"], value)
    }
    assert len(differing) <= (1 - LEAST_EXACT) * len(fields), differing
    assert {key for key, (_, found) in differing.items() if found["value"] and found["confidence"] >= SURE} == set()


@pytest.mark.parametrize(
    ("blank", "kinds"),
    [
        pytest.param("cerfa-13749-05.pdf", ["inconnu"], id="request-for-a-new-vehicle"),
        pytest.param("cerfa-15776-02.pdf", ["certificat_cession"] * 2, id="certificate-of-sale"),
        pytest.param("cerfa-13754-02.pdf", ["certificat_cession", "inconnu"], id="its-predecessor-and-notice"),
        pytest.param("cerfa-14366-01.pdf", ["certificat_destruction"], id="destruction"),
        pytest.param("cerfa-13751-01.pdf", ["declaration_achat"], id="purchase"),
    ],
)
def test_an_empty_form_is_recognised_and_nothing_is_read_in_it(blank, kinds, tools, tmp_path):
    documents = read(scanned((BLANKS / blank).read_bytes(), "office", 7), tools, tmp_path)

    assert [document["kind"] for document in documents] == kinds
    values = {
        (document["id"], key): field["value"]
        for document in documents
        for key, field in document["fields"].items()
        if field["value"] and field["confidence"] >= 0.8 and key not in ("edition", "exemplaire", "nature")
    }
    assert values == {}
