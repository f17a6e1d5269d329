"""Values that a person corrects: understood, and put in the place of what was read.

    what they write ─► understood ─► Correction ─► kept beside the readings ─► corrected papers ─► judged again

A correction changes a field of a paper after papers were made of the readings; it settles nothing else, and no other
reading is verified against it. It holds for the reading that the person saw: where the program reads otherwise since,
it is left aside and told.
"""

import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from pipeline.core.choices import Lang
from pipeline.core.documents import BaseDocument, Document
from pipeline.core.errors import FormatError, InvalidLength
from pipeline.core.formats import heure, immatriculation, jour, numero_formule, siren, texte, vin
from pipeline.core.labels import CLASSES
from pipeline.core.model import ByHand, Field, Frozen, Source, WasRead
from pipeline.core.report import Evidence, Finding, Severity, Status
from pipeline.core.report_json import plain

BY_HAND = "conforme.by_hand"
"""Rule id of the finding that says which values were not read."""

MAX_TEXT = 500
"""Characters of a value."""
MAX_NAME = 80
"""Characters of the name of who corrects."""


class Correction(Frozen):
    """What a person said of one field."""

    document: str
    """Id of the paper, e.g. 'carte_grise-1'."""
    field: str
    text: str
    """As they wrote it; empty when nothing stands there."""
    value: JsonValue
    """As the contract writes it; None when nothing stands there."""
    by_hand: ByHand
    is_withdrawn: bool = False
    """The reading counts again."""


class Input(StrEnum):
    """What is to be written for a field."""

    DAY = "day"
    HOUR = "hour"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    LINES = "lines"
    """A value on each line."""


class Kind(Frozen):
    """How a field is corrected."""

    input: Input
    choices: tuple[str, ...] = ()


class NotUnderstood(ValueError):
    """What was written is no value of that field; the message says so to the user."""


YES_NO = ("oui", "non")
_CODES: Mapping[str, tuple[str, ...]] = {
    "resultat": ("A", "S", "R"),
    "sexe": ("M", "F"),
    "type": ("personne_physique", "personne_morale"),
    "piece_identite.type": ("cni", "cni_2021", "passeport", "titre_sejour", "permis"),
    "certificat_cession.nature": ("cession", "destruction"),
    "controle_technique.nature": ("periodique", "contre_visite", "complementaire", "volontaire"),
    "declaration_achat.nature": ("declaration", "recepisse"),
    "demande_immatriculation.objet": (
        *("certificat", "duplicata", "correction", "domicile", "etat_civil", "caracteristiques"),
    ),
    "declaration_perte.nature": ("perte", "vol"),
}
"""Texts that are one of a few, by field, or by the end of its key."""
_FIXED = frozenset({"modele", "edition", "regime", "signature_2d_doc"})
"""What the form is, and what a key has signed: nothing that is read with the eyes."""

_FAULTS: Mapping[str, tuple[str, str]] = {
    "day": ("Ce n'est pas une date : l'écrire JJ/MM/AAAA.", "This is no date: write it as DD/MM/YYYY."),
    "hour": ("Ce n'est pas une heure : l'écrire HH:MM.", "This is no hour: write it as HH:MM."),
    "number": ("Ce n'est pas un nombre.", "This is no number."),
    "choice": ("Ce n'est pas l'une des réponses possibles.", "This is none of the possible answers."),
    "text": ("Cette valeur ne contient ni lettre ni chiffre.", "This value has no letter and no figure."),
    "immatriculation": ("Ce n'est pas un numéro d'immatriculation.", "This is no registration number."),
    "vin": ("Ce n'est pas un numéro d'identification (VIN).", "This is no vehicle identification number."),
    "numero_formule": ("Un numéro de formule a 11 signes : 2019AB12345.", "A formule has 11 signs: 2019AB12345."),
    "siren": ("Ce n'est pas un SIREN ou un SIRET : la clé est fausse.", "This is no SIREN or SIRET: its key is wrong."),
    "long": (f"Plus de {MAX_TEXT} signes.", f"More than {MAX_TEXT} signs."),
    "empty": (
        "Écrire la valeur, ou dire que rien n'est écrit sur la pièce.",
        "Write the value, or say that nothing stands on the paper.",
    ),
    "unknown": ("Ce champ ne peut pas être corrigé.", "This field cannot be corrected."),
}

_MODELS = {str(model.model_fields["kind"].default): model for model in CLASSES}


def kind_of(paper: str, key: str) -> Kind | None:
    """How a field of papers of that kind is corrected; None when it cannot be."""
    wanted = _type_of(paper, key)
    if wanted is None or key in _FIXED:
        return None
    if codes := _codes(paper, key):
        return Kind(input=Input.CHOICE, choices=codes)
    if wanted is bool:
        return Kind(input=Input.CHOICE, choices=YES_NO)
    if typing.get_origin(wanted) is typing.Literal:
        return Kind(input=Input.CHOICE, choices=typing.get_args(wanted))
    if wanted == tuple[str, ...]:
        return Kind(input=Input.LINES)
    simple = {date: Input.DAY, time: Input.HOUR, int: Input.NUMBER, Decimal: Input.NUMBER, str: Input.TEXT}
    found = simple.get(_bare(wanted))
    return Kind(input=found) if found else None


def understood(paper: str, key: str, text: str, lang: Lang) -> JsonValue:
    """What somebody wrote, as the value of that field.

    Args:
        paper: kind of the paper.
        key: of the field.
        text: what they wrote, not empty.
        lang: of the faults.

    Raises:
        NotUnderstood: it is no value of that field, or the field cannot be corrected.
    """
    kind = kind_of(paper, key)
    if kind is None:
        raise NotUnderstood(_FAULTS["unknown"][lang == "en"])
    if not text.strip() or len(text) > MAX_TEXT:
        raise NotUnderstood(_FAULTS["long" if text.strip() else "empty"][lang == "en"])
    name = _identifier(key) or kind.input.value
    try:
        return plain(_parser(paper, key, kind)(text.strip()))
    except (FormatError, ArithmeticError) as error:
        raise NotUnderstood(_FAULTS.get(name, _FAULTS["text"])[lang == "en"]) from error


def text_for(value: JsonValue) -> str:
    r"""A value of the contract as one would write it: `understood` gives it back.

    >>> text_for("2026-03-04"), text_for(True), text_for(["A", "B"])
    ('2026-03-04', 'oui', 'A\nB')
    """
    match value:
        case None:
            return ""
        case bool():
            return YES_NO[not value]
        case list():
            return "\n".join(map(str, value))
        case _:
            return str(value)


def corrected(documents: Sequence[Document], corrections: Iterable[Correction]) -> tuple[Document, ...]:
    """The papers with what persons said of their fields, the latest word on each."""
    last = {(one.document, one.field): one for one in corrections}
    found: list[Document] = []
    for document in documents:
        changes = {
            key: _said(field, last[document.id, key])
            for key, field in document.fields()
            if (document.id, key) in last and holds(field, last[document.id, key])
        }
        found.append(document.model_copy(update=changes) if changes else document)
    return tuple(found)


def holds(field: Field[Any], correction: Correction) -> bool:
    """Whether what was read is what the person saw, and they still say otherwise."""
    return not correction.is_withdrawn and was_read(field) == correction.by_hand.read


def was_read(field: Field[Any]) -> WasRead:
    """What was read, as it is kept beside a correction."""
    return WasRead(value=plain(field.value), raw=field.raw, confidence=round(field.confidence, 4), source=field.source)


def told(documents: Sequence[Document], corrections: Iterable[Correction], lang: Lang) -> tuple[Finding, ...]:
    """What the report says of values that were not read: a note, and a warning about corrections that no longer hold.

    Args:
        documents: as `corrected`.
        corrections: of them.
        lang: of the messages.
    """
    english = lang == "en"
    said = [(paper, key, field) for paper in documents for key, field in paper.fields() if field.by_hand]
    standing = {(paper.id, key) for paper, key, _ in said}
    last = {(one.document, one.field): one for one in corrections}
    lost = [one for place, one in last.items() if place not in standing and not one.is_withdrawn]
    findings = []
    if said:
        evidence = tuple(
            Evidence(document=paper.id, field=key, file=field.file, page=field.page, box=field.box)
            for paper, key, field in said
        )
        findings.append(_note(Severity.INFO, _SAID[english].format(len(said)), evidence))
    if lost:
        findings.append(_note(Severity.WARNING, _LOST[english].format(len(lost)), ()))
    return tuple(findings)


_SAID = (
    "Valeurs corrigées à la main, et non lues : {}. Le verdict en tient compte.",
    "Values corrected by hand, and not read: {}. The verdict rests on them.",
)
_LOST = (
    "Corrections à la main laissées de côté, car la lecture a changé depuis : {}. Regarder de nouveau ces valeurs.",
    "Corrections by hand left aside, because the reading has changed since: {}. Look at these values again.",
)


def _note(severity: Severity, message: str, evidence: tuple[Evidence, ...]) -> Finding:
    return Finding(rule=BY_HAND, status=Status.FAILED, severity=severity, message=message, evidence=evidence)


def _said(field: Field[Any], correction: Correction) -> Field[Any]:
    """The field with the value that a person gave; where it stands on the page stays."""
    return type(field).model_validate(
        {
            **{name: getattr(field, name) for name in ("file", "page", "box")},
            "value": correction.value,
            "raw": correction.text,
            "confidence": 1.0,
            "source": Source.PERSON,
            "by_hand": correction.by_hand,
        }
    )


def _type_of(paper: str, key: str) -> Any:
    """Type of the values of a field; None when there is no such field."""
    model: type[BaseDocument] | None = _MODELS.get(paper)
    info = model.model_fields.get(key) if model else None
    field = info.annotation if info else None
    if not (isinstance(field, type) and issubclass(field, Field)):
        return None
    return next(one for one in typing.get_args(field.model_fields["value"].annotation) if one is not type(None))


def _bare(wanted: Any) -> Any:
    return typing.get_args(wanted)[0] if typing.get_origin(wanted) is typing.Annotated else wanted


def _codes(paper: str, key: str) -> tuple[str, ...]:
    return _CODES.get(f"{paper}.{key}") or _CODES.get(key) or _CODES.get(key.rpartition("_")[2], ())


def _identifier(key: str) -> str:
    """Which identifier a field holds; empty when it is none."""
    end = key.rpartition("_")[2]
    return key if key in ("immatriculation", "vin", "numero_formule") else "siren" if end in ("siren", "siret") else ""


def _parser(paper: str, key: str, kind: Kind) -> Callable[[str], object]:
    match kind.input, _identifier(key):
        case Input.CHOICE, _:
            return lambda text: _chosen(paper, key, text, kind.choices)
        case Input.LINES, _:
            return lambda text: tuple(filter(None, map(texte.compact, text.splitlines())))
        case Input.DAY, _:
            return _day
        case Input.HOUR, _:
            return heure.validate
        case Input.NUMBER, _:
            is_whole = _type_of(paper, key) is int
            return _whole if is_whole else _amount
        case _, "immatriculation":
            return immatriculation.format
        case _, "vin":
            return lambda text: vin.validate_masked(text) if vin.is_masked(text) else vin.validate(text, is_old=True)
        case _, "numero_formule":
            return numero_formule.validate
        case _, "siren":
            return lambda text: (
                siren.validate_siret(text) if len(siren.compact(text)) > siren.LENGTH else siren.validate(text)
            )
        case _, _ if key == "numero_reception":  # 'e2*2007/46*0070*12': its small letter is a part of it
            return lambda text: " ".join(text.split())
    return _text


def _text(text: str) -> str:
    found = texte.compact(text)
    if not any(sign.isalnum() for sign in found):
        raise FormatError("no letter or digit")
    return found


def _chosen(paper: str, key: str, text: str, choices: Sequence[str]) -> object:
    if text not in choices:
        raise FormatError("none of the choices")
    return text == YES_NO[0] if _type_of(paper, key) is bool else text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        day, changes = jour.repair(text, by_hand=True)
        if changes:
            raise InvalidLength("the year has two digits") from None
        return day


def _whole(text: str) -> int:
    digits = "".join(text.split()).replace("\u202f", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise FormatError("not a whole number")
    return int(digits)


def _amount(text: str) -> Decimal:
    figures = "".join(text.split()).replace(",", ".")
    if len(figures) > 12 or not all(sign in "0123456789." for sign in figures):
        raise FormatError("not a number")
    return Decimal(figures)


def correction(document: str, key: str, text: str, read: WasRead, who: str, when: datetime, lang: Lang) -> Correction:
    """What somebody says of a field; an empty text says that nothing stands there.

    Args:
        document: id of the paper.
        key: of the field.
        text: what they wrote.
        read: what the program had read there.
        who: as they call themselves.
        when: aware.
        lang: of the faults.

    Raises:
        NotUnderstood: it is no value of that field.
    """
    paper = document.rpartition("-")[0]
    kind = kind_of(paper, key)
    empty: JsonValue = [] if kind and kind.input is Input.LINES else None
    value = understood(paper, key, text, lang) if text.strip() or kind is None else empty
    by_hand = ByHand(who=who, when=when, read=read)
    return Correction(document=document, field=key, text=text.strip(), value=value, by_hand=by_hand)
