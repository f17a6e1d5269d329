"""What persons say of fields: understood, put in the place of the reading, and never taken for one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from extractors.assemble import assemble
from pipeline.core.documents import Document
from pipeline.core.model import Field, Source, State
from pipeline.core.report import Severity
from pipeline.core.report_json import FieldJson, plain
from pipeline.readings import Readings
from pipeline.serve.by_hand import (
    Correction,
    NotUnderstood,
    corrected,
    correction,
    kind_of,
    text_for,
    told,
    understood,
    was_read,
)
from tests.test_golden import SAMPLES

NOW = datetime(2026, 3, 16, 10, tzinfo=UTC)
READ_ONLY = {"modele", "edition", "regime", "kilometrages_precedents", "defaillances"}


def fields() -> Iterator[tuple[Document, str, Field[Any]]]:
    for folder in SAMPLES:
        for document in assemble(Readings.load(folder).faces):
            for key, field in document.fields():
                if field.value not in (None, ()):
                    yield document, key, field


def papers() -> tuple[Document, ...]:
    return assemble(Readings.load(SAMPLES[0]).faces)


def field_of(documents: tuple[Document, ...], document: str, key: str) -> Field[Any]:
    found: Field[Any] = getattr(next(one for one in documents if one.id == document), key)
    return found


def said(text: str, document: str = "carte_grise-1", key: str = "vin") -> Correction:
    read = was_read(field_of(papers(), document, key))
    return correction(document, key, text, read, "Léa", NOW, "fr")


def test_every_value_of_the_samples_can_be_written_again() -> None:
    """Whatever the program can read, a person can write: the same value comes out."""
    seen = [(document.kind, key, plain(field.value)) for document, key, field in fields()]
    offered = [one for one in seen if kind_of(*one[:2])]
    assert len(offered) > 3000
    assert {key for kind, key, _ in seen if not kind_of(kind, key)} == READ_ONLY
    again = [(kind, key, understood(kind, key, text_for(value), "fr")) for kind, key, value in offered]
    assert again == offered


@pytest.mark.parametrize(
    ("paper", "key", "text", "value"),
    [
        pytest.param("carte_grise", "date_certificat", "4/3/2026", "2026-03-04", id="french-day"),
        pytest.param("carte_grise", "immatriculation", "ab 123 cd", "AB-123-CD", id="plate"),
        pytest.param("carte_grise", "titulaire", "  Éloïse  Lefèvre ", "ELOISE LEFEVRE", id="name"),
        pytest.param("carte_grise", "barree", "non", False, id="no"),
        pytest.param("certificat_cession", "heure_cession", "9h05", "09:05", id="hour"),
        pytest.param("certificat_cession", "kilometrage", "85 300", 85300, id="thousands"),
        pytest.param("carte_grise", "cotitulaires", "Jean Roy\nAnne Roy", ["JEAN ROY", "ANNE ROY"], id="lines"),
    ],
)
def test_values_are_written_as_people_write_them(paper: str, key: str, text: str, value: object) -> None:
    assert understood(paper, key, text, "fr") == value


@pytest.mark.parametrize(
    ("paper", "key", "text"),
    [
        pytest.param("carte_grise", "date_certificat", "31/04/2026", id="no-such-day"),
        pytest.param("carte_grise", "date_certificat", "03/04/26", id="year-of-two-figures"),
        pytest.param("carte_grise", "vin", "VF1RFB0045678901O", id="vin-with-an-o"),
        pytest.param("carte_grise", "immatriculation", "AB-000-CD", id="no-such-plate"),
        pytest.param("carte_grise", "barree", "peut-être", id="neither-yes-nor-no"),
        pytest.param("carte_grise", "ptac_kg", "1e9", id="exponent"),
        pytest.param("carte_grise", "ptac_kg", "²", id="superscript"),
        pytest.param("carte_grise", "titulaire", "--", id="no-letter"),
        pytest.param("carte_grise", "titulaire", "A" * 501, id="long"),
        pytest.param("carte_grise", "modele", "siv", id="what-the-form-is"),
        pytest.param("carte_grise", "id", "carte_grise-2", id="no-field"),
        pytest.param("nothing", "vin", "VF1RFB00456789012", id="no-paper"),
        pytest.param("accuse_cession", "signature_2d_doc", "valide", id="a-signature-of-a-key"),
    ],
)
def test_what_is_no_value_is_refused(paper: str, key: str, text: str) -> None:
    with pytest.raises(NotUnderstood):
        understood(paper, key, text, "fr")


def test_a_corrected_value_never_looks_like_a_reading() -> None:
    before = field_of(papers(), "carte_grise-1", "vin")
    after = field_of(corrected(papers(), [said("VF1RFB00456789012")]), "carte_grise-1", "vin")
    shown = json.loads(FieldJson.of(after, "E").model_dump_json())
    assert after.state(0.8) is State.READ
    assert (after.file, after.page, after.box) == (before.file, before.page, before.box)
    assert shown["value"] == "VF1RFB00456789012"
    assert shown["source"] == Source.PERSON == "person"
    assert shown["by_hand"]["who"] == "Léa"
    assert shown["by_hand"]["read"]["value"] == before.value
    assert "by_hand" not in json.loads(FieldJson.of(before, "E").model_dump_json())


def test_the_report_tells_how_many_values_were_not_read() -> None:
    one = said("VF1RFB00456789012")
    (note,) = told(corrected(papers(), [one]), [one], "fr")
    assert (note.severity, note.motif, [place.field for place in note.evidence]) == (Severity.INFO, None, ["vin"])


def test_the_latest_word_counts_and_can_be_taken_back() -> None:
    first, second = said("VF1RFB00456789012"), said("VF1RFB00456789013")
    read = field_of(papers(), "carte_grise-1", "vin")
    assert field_of(corrected(papers(), [first, second]), "carte_grise-1", "vin").value == "VF1RFB00456789013"
    back = second.model_copy(update={"is_withdrawn": True})
    assert field_of(corrected(papers(), [first, second, back]), "carte_grise-1", "vin") == read
    assert told(papers(), [first, second, back], "fr") == ()


def test_a_correction_of_another_reading_is_left_aside_and_told() -> None:
    one = said("VF1RFB00456789012")
    seen = one.by_hand.read.model_copy(update={"raw": "something else"})
    stale = one.model_copy(update={"by_hand": one.by_hand.model_copy(update={"read": seen})})
    after = corrected(papers(), [stale])
    assert after == papers()
    assert [note.severity for note in told(after, [stale], "fr")] == [Severity.WARNING]


def test_nothing_there_is_blank() -> None:
    after = field_of(corrected(papers(), [said("", key="date_certificat")]), "carte_grise-1", "date_certificat")
    assert after.state(0.8) is State.BLANK
    assert after.by_hand is not None


def test_a_correction_survives_being_kept() -> None:
    one = said("4/3/2026", key="date_certificat")
    again = Correction.model_validate_json(one.model_dump_json())
    assert corrected(papers(), [again]) == corrected(papers(), [one]) != papers()
