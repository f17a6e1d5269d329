"""Acceptance scenarios of rules.md 9.2 as drawn papers, from the pictures to the verdict.

Those that a shipped sample shows are answered from what the engines read on it; the others are drawn here at the level
of an office scanner and read by the engines, about twenty seconds each.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from pipeline.core.report import Motif, Severity, Status
from pipeline.open_tools import open_tools
from pipeline.run import Demand, Tools, check_dossier
from pipeline.settings import Settings
from samples import stories, writer
from samples.faults import FAULTS
from tests.test_golden import SAMPLES, failed, replayed

SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "BASE-DEC": ("titulaire-unique", ()),
    "BASE-DEC-COMP": ("societe", ()),
    "A01": ("immatriculation", ()),
    "A03": ("csa-15-jours", ("csa.freshness",)),
    "A07": ("ct-6-mois", ("ct.freshness",)),
    "A10": ("moins-de-4-ans", ()),
    "A15": ("ct-critique", ("ct.result-critical",)),
    "A16": ("contre-visite", ()),
    "A20": ("cotitulaires", ()),
    "A21": ("signature-cotitulaire", ("cerfa.signature-coholders",)),
    "A24": ("vendeur-non-titulaire", ("party.seller-is-holder", "scope.chain-of-title")),
    "A28": ("plaque", ("veh.plate-match",)),
    "A29": ("vin", ("veh.vin-match",)),
    "A31": ("carte-non-barree", ("ci.struck",)),
    "A33": ("heure-absente", ("cerfa.sale-time",)),
    "A44": ("gage", ("csa.gage",)),
    "A54": ("identite-recto", ("id.both-sides",)),
    "A64": ("donation", ()),
    "A73": ("mandat-non-signe", ("mandat.signed",)),
}
"""Scenario, the shipped sample that shows it, and the rules that must stop it; none: it passes."""
READ: dict[str, tuple[stories.Kind, str, int]] = {
    "A12": ("titulaire_unique", "ct_majeur_recent", 1),
    "A22": ("cotitulaires", "procuration", 2),
    "A43": ("utilitaire", "opposition", 1),
    "A49": ("societe", "representant_autre", 1),
    "A52": ("moins_de_4_ans", "identite_prolongee", 1),
    "A75": ("titulaire_unique", "signature_acquereur", 1),
}
"""Scenario, kind of sale, fault, and seed, chosen so that hands, editions and networks differ and the mention on the
card is read: of the draws of ten scenarios four had one that only a person can read."""


def test_enough_scenarios_are_drawn() -> None:
    assert len(SHOWN.keys() | READ.keys()) >= 25
    assert {sample for sample, _ in SHOWN.values()} <= {folder.name for folder in SAMPLES}


@pytest.mark.parametrize(("sample", "rules"), SHOWN.values(), ids=SHOWN.keys())
def test_a_shipped_sample_shows_the_scenario(sample: str, rules: tuple[str, ...]) -> None:
    (folder,) = (folder for folder in SAMPLES if folder.name == sample)
    report = replayed(folder)

    blocking = {f["rule"] for f in report["findings"] if f["motif"]}
    assert (report["verdict"], set(rules) - blocking) == ("reject" if rules else "pass", set())
    assert rules or failed(report) == []


@pytest.fixture(scope="module")
def tools() -> Iterator[Tools]:
    with open_tools(Settings()) as opened:
        yield opened


@pytest.mark.ocr
@pytest.mark.parametrize(("scenario", "told"), READ.items(), ids=READ.keys())
def test_a_drawn_scenario_is_read_and_judged(
    scenario: str, told: tuple[stories.Kind, str, int], tools: Tools, tmp_path: Path
) -> None:
    kind, fault, seed = told
    sample = writer.sample(scenario, kind, fault, "office", Random(f"{scenario}-{seed}"))
    folder = writer.write(sample, tmp_path / scenario)

    report = check_dossier(folder, Demand(now=datetime.now(UTC)), tools, Settings()).report

    expected = FAULTS[fault].expected
    loud = {
        finding.rule: finding.message
        for finding in report.findings
        if finding.severity is not Severity.INFO
        and (
            finding.status is Status.FAILED
            or (finding.status is Status.INCONCLUSIVE and Motif.ILLISIBLE not in expected.motifs)
        )
    }
    assert (report.verdict, set(report.motifs)) == (expected.verdict, set(expected.motifs)), json.dumps(loud)
    assert set(loud) == set(expected.failed), json.dumps(loud)
