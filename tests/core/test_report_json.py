from datetime import date, time
from decimal import Decimal

import pytest

from pipeline.core.documents import Defaillance, Releve
from pipeline.core.dossier import Dossier
from pipeline.core.report_json import DocumentJson, ExtractJson, plain
from tests.builders import a_carte_grise, a_cession, a_controle_technique, a_dossier, a_field, unknown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(None, None, id="unknown"),
        pytest.param(True, True, id="mark"),
        pytest.param(84650, 84650, id="number"),
        pytest.param(Decimal("1598"), 1598, id="whole-amount"),
        pytest.param(Decimal("74.5"), 74.5, id="amount"),
        pytest.param(date(2026, 3, 4), "2026-03-04", id="date"),
        pytest.param(time(9, 5), "09:05", id="time"),
        pytest.param(("A", "B"), ["A", "B"], id="list"),
        pytest.param((), [], id="empty-list"),
        pytest.param(
            (Releve(date=date(2024, 1, 2), kilometrage=5),), [{"date": "2024-01-02", "kilometrage": 5}], id="readings"
        ),
        pytest.param(
            (Defaillance(code="1.1.1.a.1", niveau="mineure", libelle="x"),),
            [{"code": "1.1.1.a.1", "niveau": "mineure", "libelle": "x"}],
            id="defects",
        ),
    ],
)
def test_values_are_written_as_the_contract_says(value: object, written: object) -> None:
    assert plain(value) == written
    assert type(plain(value)) is type(written)


def test_a_value_without_a_form_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(TypeError):
        plain(object())


def test_a_field_of_the_card_has_its_code_and_others_have_none() -> None:
    card = DocumentJson.of(a_carte_grise()).model_dump(mode="json")["fields"]
    sale = DocumentJson.of(a_cession()).model_dump(mode="json")["fields"]
    assert card["titulaire"]["code"] == "C.1"
    assert "code" not in card["numero_formule"]
    assert [key for key, field in sale.items() if "code" in field] == []


def test_a_field_has_the_keys_of_the_contract() -> None:
    field = DocumentJson.of(a_carte_grise(titulaire=a_field("MARTIN CLAIRE"))).model_dump(mode="json")["fields"][
        "titulaire"
    ]
    assert set(field) == {"code", "value", "raw", "confidence", "source", "file", "page", "box", "repairs"}
    assert field["box"] == [0.1, 0.2, 0.4, 0.25]


def test_an_unread_mark_is_null_and_not_false() -> None:
    fields = DocumentJson.of(a_carte_grise(barree=unknown())).model_dump(mode="json")["fields"]
    assert fields["barree"]["value"] is None


@pytest.mark.parametrize(
    ("document", "edition"),
    [(a_carte_grise(), "siv"), (a_cession(), "15776*02"), (a_controle_technique(), None)],
    ids=["card", "cerfa", "none"],
)
def test_the_edition_is_the_one_of_the_paper(document: object, edition: str | None) -> None:
    assert DocumentJson.of(document).edition == edition  # type: ignore[arg-type]


def test_an_extract_has_papers_and_files_and_no_verdict() -> None:
    dossier: Dossier = a_dossier()
    found = ExtractJson.of(dossier).model_dump(mode="json")
    assert list(found) == ["schema", "dossier", "documents", "files"]
    assert [document["id"] for document in found["documents"]] == [document.id for document in dossier.documents]
