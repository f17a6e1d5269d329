"""Old cards, and what rules.md leaves open of its scenarios: all rules run."""

from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

import pytest

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier
from pipeline.core.report import Finding, Severity, Status
from tests.builders import (
    a_carte_grise,
    a_cession,
    a_context,
    a_controle_technique,
    a_dossier,
    a_situation_administrative,
    blank,
    unknown,
)
from validators.catalogue import CATALOGUE
from validators.engine import judge

INFO, WARNING, BLOCKING = Severity.INFO, Severity.WARNING, Severity.BLOCKING


@dataclass(frozen=True)
class Sale:
    """What is otherwise than in BASE-P2P, by paper."""

    card: dict[str, Any] = field(default_factory=dict)
    cerfa: dict[str, Any] = field(default_factory=dict)
    ct: dict[str, Any] = field(default_factory=dict)
    csa: dict[str, Any] = field(default_factory=dict)
    parties: tuple[Document, ...] = ()
    """Papers of the parties that are otherwise."""

    def but(self, **papers: dict[str, Any]) -> "Sale":
        """The same with further changes."""
        changed = {name: {**getattr(self, name), **papers.get(name, {})} for name in ("card", "cerfa", "ct", "csa")}
        return replace(self, **changed)

    def dossier(self) -> Dossier:
        """Its papers."""
        return a_dossier(
            a_carte_grise(**self.card),
            a_cession(**self.cerfa),
            a_controle_technique(**self.ct),
            a_situation_administrative(**self.csa),
            *self.parties,
        )


P2P = Sale()
OLD_PLATE = {"immatriculation": "1234 ABC 31"}
OLD_FIRST = {"date_premiere_immatriculation": date(1997, 3, 3)}
FNI = Sale(
    card={
        **OLD_PLATE,
        **OLD_FIRST,
        "modele": "fni",
        "date_certificat": date(1998, 3, 2),
        "numero_formule": blank(),
        "coupon_present": False,
        "coin_coupe": True,
        "est_proprietaire": blank(),
        "mrz": blank(),
    },
    cerfa={**OLD_PLATE, **OLD_FIRST, "numero_formule": blank(), "date_certificat": date(1998, 3, 2)},
    ct={**OLD_PLATE, **OLD_FIRST, "date_immatriculation": date(1998, 3, 2)},
    csa={**OLD_PLATE, **OLD_FIRST},
)


def the_faults(sale: Sale) -> tuple[Finding, ...]:
    """All that is not passed or not applicable."""
    dossier = sale.dossier()
    judgement = judge(CATALOGUE, dossier, a_context(dossier))
    assert judgement.crashes == ()
    return tuple(f for f in judgement.findings if f.status in (Status.FAILED, Status.INCONCLUSIVE))


LATE = date(2009, 6, 30)
"""Between both starts of the SIV: a used vehicle still got the old model."""
LATE_FNI = FNI.but(card={"date_certificat": LATE}, cerfa={"date_certificat": LATE}, ct={"date_immatriculation": LATE})


@pytest.mark.parametrize(
    "sale",
    [
        pytest.param(FNI.but(card={"exterieur_present": False}), id="one-side-of-an-old-card"),
        pytest.param(FNI.but(card={"coupon_present": unknown(), "coin_coupe": unknown()}), id="blue-card"),
        pytest.param(LATE_FNI, id="old-model-of-2009"),
        pytest.param(FNI.but(card={"titulaire": "M. MARTIN CLAIRE"}), id="title-before-the-name"),
    ],
)
def test_an_old_card_with_the_right_papers_passes(sale):
    """Nothing blocks: it is identified by its date, and the side that says nothing is not asked for."""
    assert {f.rule for f in the_faults(sale) if f.severity is BLOCKING} == set()


@pytest.mark.parametrize(
    ("sale", "rule"),
    [
        pytest.param(FNI.but(cerfa={"date_certificat": blank()}), "veh.formule-pre2009", id="no-date"),
        pytest.param(FNI.but(cerfa={"date_certificat": date(1998, 3, 3)}), "veh.formule-pre2009", id="other-date"),
        pytest.param(
            LATE_FNI.but(cerfa={"date_certificat": blank(), "numero_formule": "2009AB12345"}),
            "veh.formule-pre2009",
            id="invented-formule-on-a-card-of-2009",
        ),
        pytest.param(FNI.but(card={"date_certificat": unknown()}), "veh.formule-pre2009", id="date-unread"),
        pytest.param(
            FNI.but(card={"date_certificat": date(2015, 3, 2)}, cerfa={"date_certificat": date(2015, 3, 2)}),
            "ci.generation-coherent",
            id="made-after-the-model-ended",
        ),
        pytest.param(
            FNI.but(
                card={"immatriculation": "AB-123-CD"},
                cerfa={"immatriculation": "AB-123-CD"},
                ct={"immatriculation": "AB-123-CD"},
                csa={"immatriculation": "AB-123-CD"},
            ),
            "ci.generation-coherent",
            id="number-of-the-siv",
        ),
        pytest.param(FNI.but(card={"interieur_present": False}), "docs.ci", id="filled-side-missing"),
        pytest.param(FNI.but(card={"modele": unknown(), "exterieur_present": False}), "docs.ci", id="model-unknown"),
        pytest.param(FNI.but(cerfa={"immatriculation": "1234 ABC 32"}), "veh.plate-match", id="other-number"),
        pytest.param(
            FNI.but(card={"titulaire": "M. MARTIN LUC ET MME MARTIN CLAIRE"}),
            "ci.signature-coholders",
            id="two-holders-and-one-signature",
        ),
    ],
)
def test_an_old_card_that_may_be_false_does_not_pass(sale, rule):
    """The rule named stops it."""
    assert rule in {f.rule for f in the_faults(sale) if f.severity is BLOCKING}


def test_a42_corrected_formule_passes_and_is_told():
    """8 read where a letter stands: corrected by the extractor, told by the rule."""
    corrected = a_cession().numero_formule.model_copy(update={"raw": "2019A812345", "repairs": ("8 read as B at 6",)})
    dossier = P2P.but(cerfa={"numero_formule": corrected}).dossier()
    findings = {f.rule: f for f in judge(CATALOGUE, dossier, a_context(dossier)).findings}
    assert findings["veh.formule-match"].status is Status.PASSED
    assert "2019A812345" in findings["veh.formule-match"].message


@pytest.mark.parametrize("hour", [time(14, 30), time(0, 0)])
def test_hours_of_the_day_of_sale_are_all_good(hour):
    """The hour is never a reason to stop when both papers say the same."""
    faults = the_faults(P2P.but(card={"mention_cession_heure": hour}, cerfa={"heure_cession": hour}))
    assert [f.rule for f in faults if f.severity is BLOCKING] == []
