"""Each rule on the presence of papers: passing, failing, in doubt, not applicable."""

from datetime import date
from typing import Any

import pytest

from tests.builders import a_carte_grise, a_cession, the_outcome, unknown
from validators.policy import Papers, Policy
from validators.rule import Rule
from validators.rules.completeness import DOCS_CERFA, DOCS_CI, DOCS_CI_LOST, DOCS_CSA, DOCS_CT

DESTRUCTION = {"operation": "destruction", "nature": "destruction"}
YOUNG = a_carte_grise(date_premiere_immatriculation=date(2024, 5, 20))


def without(*kinds: str, **how: Any) -> dict[str, Any]:
    return {"without": kinds, **how}


def papers_policy(**levels: Any) -> Policy:
    return Policy(papers=Papers(**levels))


@pytest.mark.parametrize(
    ("rule", "papers", "how", "outcome"),
    [
        pytest.param(DOCS_CERFA, [], {}, "passed", id="cerfa"),
        pytest.param(DOCS_CERFA, [], without("certificat_cession"), "failed:incomplet", id="no-cerfa"),
        pytest.param(
            DOCS_CERFA,
            [],
            without("certificat_cession", policy=papers_policy(certificat_cession="warn")),
            "failed:warning",
            id="no-cerfa-warned",
        ),
        pytest.param(
            DOCS_CERFA,
            [],
            without("certificat_cession", policy=papers_policy(certificat_cession="off")),
            "not_applicable",
            id="no-cerfa-off",
        ),
        pytest.param(DOCS_CI, [], {}, "passed", id="card"),
        pytest.param(DOCS_CI, [], without("carte_grise"), "failed:incomplet", id="no-card"),
        pytest.param(DOCS_CI, [a_carte_grise(exterieur_present=False)], {}, "failed:incomplet", id="no-outer-side"),
        pytest.param(DOCS_CI, [a_carte_grise(interieur_present=False)], {}, "failed:incomplet", id="no-inner-side"),
        pytest.param(
            DOCS_CI, [a_carte_grise(exterieur_present=unknown())], {}, "inconclusive:illisible", id="side-unread"
        ),
        pytest.param(
            DOCS_CI,
            [a_carte_grise(1, exterieur_present=False), a_carte_grise(2, interieur_present=False)],
            {},
            "passed",
            id="sides-found-apart",
        ),
        pytest.param(DOCS_CI_LOST, [], {}, "passed", id="not-lost"),
        pytest.param(
            DOCS_CI_LOST,
            [a_cession(certificat_present=False, motif_absence_certificat="PERDU")],
            without("carte_grise"),
            "failed:incomplet",
            id="A65-lost",
        ),
        pytest.param(DOCS_CI_LOST, [a_cession(certificat_present=False)], {}, "passed", id="ticked-but-there"),
        pytest.param(
            DOCS_CI_LOST,
            [a_cession(certificat_present=False, nature="destruction")],
            without("carte_grise", **DESTRUCTION),
            "failed:warning",
            id="lost-destruction",
        ),
        pytest.param(DOCS_CI_LOST, [], without("certificat_cession"), "not_applicable", id="lost-no-cerfa"),
        pytest.param(DOCS_CSA, [], {}, "passed", id="csa"),
        pytest.param(DOCS_CSA, [], without("situation_administrative"), "failed:incomplet", id="A05-no-csa"),
        pytest.param(
            DOCS_CSA, [], without("situation_administrative", **DESTRUCTION), "failed:warning", id="no-csa-destruction"
        ),
        pytest.param(
            DOCS_CSA,
            [],
            without("situation_administrative", policy=Policy(csa_missing="warn")),
            "failed:warning",
            id="no-csa-warned",
        ),
        pytest.param(DOCS_CT, [], {}, "passed", id="ct"),
        pytest.param(DOCS_CT, [], without("controle_technique"), "failed:incomplet", id="A09-no-ct"),
        pytest.param(
            DOCS_CT,
            [],
            without("controle_technique", operation="immatriculation"),
            "failed:incomplet",
            id="no-ct-buyer",
        ),
        pytest.param(DOCS_CT, [YOUNG], without("controle_technique"), "not_applicable", id="no-ct-young"),
        pytest.param(
            DOCS_CT, [], without("controle_technique", acquereur="professionnel"), "not_applicable", id="no-ct-trade"
        ),
        pytest.param(
            DOCS_CT,
            [a_carte_grise(date_premiere_immatriculation=unknown())],
            without("controle_technique"),
            "inconclusive:illisible",
            id="no-ct-age-unread",
        ),
        pytest.param(
            DOCS_CT, [a_carte_grise(date_premiere_immatriculation=unknown())], {}, "passed", id="ct-there-age-unread"
        ),
        pytest.param(
            DOCS_CT,
            [],
            without("controle_technique", policy=papers_policy(controle_technique="off")),
            "not_applicable",
            id="no-ct-off",
        ),
        pytest.param(
            DOCS_CT,
            [a_carte_grise(visite_avant_le=date(2028, 2, 9))],
            without("controle_technique"),
            "inconclusive:illisible",
            id="stamp-to-be-seen",
        ),
        pytest.param(
            DOCS_CT,
            [a_carte_grise(visite_avant_le=date(2028, 2, 9))],
            without("controle_technique", policy=Policy(ct_stamp_accepted="reject")),
            "failed:incomplet",
            id="stamp-refused",
        ),
        pytest.param(
            DOCS_CT,
            [a_carte_grise(visite_avant_le=date(2028, 2, 9))],
            without("controle_technique", policy=Policy(ct_stamp_accepted="accept")),
            "failed:warning",
            id="stamp-accepted",
        ),
    ],
)
def test_outcomes(rule: Rule, papers: list[Any], how: dict[str, Any], outcome: str) -> None:
    assert the_outcome(rule, *papers, **how) == outcome
