"""The official cerfa 15776, both editions, filled in, printed and scanned: every field read back by the real engines.

The blanks are not ours to ship: without `../shared/forms` these tests skip.
"""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from pipeline.core.report_json import ExtractJson
from pipeline.open_tools import open_tools
from pipeline.run import read_dossier
from pipeline.settings import Settings
from pipeline.stopwatch import Stopwatch
from samples import official_forms, scan, stories
from samples.papers import truth
from tests.accuracy import same

BLANKS = Path(__file__).parents[2] / "shared" / "forms"
pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(not BLANKS.is_dir(), reason="the official blanks are not shipped"),
]
LEAST_EXACT = 0.98
SIGNED = ("vendeur_signatures", "acquereur_signatures", "vendeur_cachet", "acquereur_cachet")
"""The filling signs nothing: zero is what must be found, and the story's own figures do not count."""


@pytest.fixture(scope="module")
def tools():
    with open_tools(Settings()) as found:
        yield found


@pytest.mark.parametrize("way", ["scanned", "born-digital"])
@pytest.mark.parametrize("edition", ["15776*01", "15776*02"])
def test_a_filled_official_form_is_read_back(edition, way, tools, tmp_path):
    story = stories.tell("titulaire_unique", Random(f"real forms {edition}")).with_cession(edition=edition)
    cession, fill = story.cession, story.fill
    pdf = official_forms.fill_cession(cession, fill, BLANKS)
    if way == "scanned":
        pages = scan.render(pdf, scan.DPI["office"])
        rng = np.random.default_rng(5)
        pdf = scan.to_pdf([scan.degrade(page, "office", rng) for page in pages], scan.DPI["office"], 70)
    path = tmp_path / "cession.pdf"
    path.write_bytes(pdf)

    dossier = read_dossier(path, tools, Settings(), Stopwatch())

    read = json.loads(ExtractJson.of(dossier).model_dump_json(by_alias=True))["documents"]
    assert [document["kind"] for document in read] == ["certificat_cession"] * 2
    expected = truth(cession).fields | {"vendeur_signatures": 0, "acquereur_signatures": 0, "exemplaire": None}
    expected |= {"vendeur_cachet": False, "acquereur_cachet": False}
    differences = []
    for rank, document in enumerate(read, start=1):
        expected["exemplaire"] = rank
        for key, value in expected.items():
            if not same(document["fields"][key]["value"], value):
                differences.append((rank, key, value, document["fields"][key]["value"], document["fields"][key]["raw"]))
    assert len(differences) <= (1 - LEAST_EXACT) * 2 * len(expected), differences
    assert [d for d in differences if d[3] is not None and d[1] in ("vin", "immatriculation", "date_cession")] == []
