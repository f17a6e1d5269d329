"""The same vehicle on every paper (family veh of rules.md): plate, VIN, date B, make, kind.

The numéro de formule and the date of the certificate are in `validators.rules.formule`.

Every pair of papers is compared, none is outvoted. Two sure readings that differ fail; a difference small enough to be
a misreading, with at least one reading of pixels that is not quite sure, is for a person to settle.
"""

import re
from datetime import date
from itertools import combinations

from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, texte, vin
from pipeline.core.formats.immatriculation import Series
from pipeline.core.report import LegalSource, Severity
from validators.compare import VEHICLE_PAPERS, Difference, Pair, compare, compare_vin
from validators.context import Context
from validators.quote import Quote
from validators.rule import PROJECT, Every, One, Outcome, Rule, Wording, fails, held, not_applicable, notes, warns

GUIDE = LegalSource(text="Guide des démarches", article="Comment remplir le certificat de cession")
FORM = LegalSource(text="Cerfa 15776", article="Rubrique véhicule")
DECREE = LegalSource(text="Arrêté du 9 février 2009", article="Annexes III et V")
PLATES = LegalSource(text="Arrêté du 9 février 2009", article="Annexe VII")

LOOK = Wording(
    "Lectures proches mais différentes, à vérifier à l'œil : {one_paper} « {one} » / {other_paper} « {other} ».",
    "Readings close but different, please look: {one_paper} “{one}” / {other_paper} “{other}”.",
    "Comparer les deux documents, ou fournir une image plus nette.",
    "Compare the two papers, or give a sharper image.",
)
MISSING = Wording(
    "Rubrique non remplie : {one_paper}.",
    "Left blank: {one_paper}.",
    "Faire compléter la rubrique puis numériser de nouveau le document.",
    "Have it filled in and scan the paper again.",
)
CASES = {"near": LOOK, "missing": MISSING}

VIN_NORM = date(1981, 1, 1)
"""First registration from which a car or van has a VIN of 17 characters (general knowledge, ISO 3779)."""

ALIASES = {
    "VW": "VOLKSWAGEN",
    "MERCEDES": "MERCEDESBENZ",
    "MB": "MERCEDESBENZ",
    "ALFA": "ALFAROMEO",
    "HARLEY": "HARLEYDAVIDSON",
}
"""Makes that papers shorten, signs left out."""
KINDS = {"MTTE": {"MTT1", "MTT2"}, "TQM": {"TM", "QM"}, "VTTE": {"TM", "QM"}, "VTSU": {"CTTE", "VASP"}}
"""Old kinds and what they have become (arrêté du 9 février 2009, annexe V B)."""


def has_one_plate(*, plates: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.plate-match: the registration number is the same on every paper.

    Passes: AB-123-CD everywhere.  Fails: AB-123-CD and AB-123-DC.  Warning: a contrôle technique made under the number
    of before 2009 of a vehicle that has a new one since; the VIN then tells whether it is the same vehicle.
    """

    def judge(pair: Pair) -> Difference | None:
        if {pair.one.kind, pair.other.kind} & {"controle_technique"} and pair.is_read and _is_renumbered(pair):
            return Difference.EXPLAINED
        return pair.difference(immatriculation.compact, near=1)

    return compare(plates, judge, context)


def _is_renumbered(pair: Pair) -> bool:
    return {immatriculation.series_of(one.value) for one in (pair.one, pair.other)} == {Series.FNI, Series.SIV}


VEH_PLATE_MATCH = Rule(
    id="veh.plate-match",
    title="Le numéro d'immatriculation est le même sur tous les documents",
    title_en="The registration number is the same on every paper",
    sources=(GUIDE, PROJECT),
    needs={"plates": Every("*.immatriculation", strict=VEHICLE_PAPERS)},
    check=has_one_plate,
    wording=Wording(
        "Numéro d'immatriculation différent : {one_paper} {one} / {other_paper} {other}.",
        "Different registration numbers: {one_paper} {one} / {other_paper} {other}.",
        "Vérifier que tous les documents concernent le même véhicule ; refaire celui qui est faux.",
        "Check that all papers are about the same vehicle; have the wrong one made again.",
    ),
    cases=CASES
    | {
        "explained": Wording(
            "Contrôle technique établi sous l'ancien numéro du véhicule : {one_paper} {one} / {other_paper} {other}.",
            "Inspection made under the old number of the vehicle: {one_paper} {one} / {other_paper} {other}.",
            "S'assurer que le VIN est bien le même.",
            "Make sure that the VIN is the same.",
        )
    },
)


def has_known_plate(*, plates: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.plate-format: the registration number belongs to a series known in France."""
    read = [plate for plate in plates if plate.is_read]
    odd = [plate.value for plate in read if not _is_plate(plate.value)]
    if odd:
        return warns(plate=odd[0])
    return held() if read or any(plate.is_unsure for plate in plates) else not_applicable()


def _is_plate(text: str) -> bool:
    try:
        return bool(immatriculation.validate(text))
    except FormatError:
        return False


VEH_PLATE_FORMAT = Rule(
    id="veh.plate-format",
    title="Le numéro d'immatriculation a une forme connue",
    title_en="The registration number has a known shape",
    severity=Severity.WARNING,
    sources=(PLATES,),
    needs={"plates": Every("*.immatriculation", strict=VEHICLE_PAPERS)},
    check=has_known_plate,
    wording=Wording(
        "Le format du numéro d'immatriculation {plate} est inhabituel.",
        "The registration number {plate} has an unusual shape.",
        "Vérifier le numéro sur la carte grise.",
        "Check the number on the carte grise.",
    ),
)


def has_one_vin(*, vins: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.vin-match: the VIN (E) is the same on every paper, as far as each shows it.

    Passes: equal, or I, O, Q for 1, 0, 0, since no VIN has these letters.  Person: the readings differ only by signs
    that are easily confused (8 and B), however sure they are, or by up to 3 characters of which one reading is not
    quite sure.  Fails: any other difference.
    """
    return compare(vins, compare_vin, context)


VEH_VIN_MATCH = Rule(
    id="veh.vin-match",
    title="Le numéro d'identification (VIN) est le même sur tous les documents",
    title_en="The VIN is the same on every paper",
    sources=(PROJECT, FORM),
    needs={"vins": Every("*.vin", strict=VEHICLE_PAPERS)},
    check=has_one_vin,
    wording=Wording(
        "Le numéro d'identification (VIN, rubrique E) diffère : {one_paper} {one} / {other_paper} {other}.",
        "The VIN (E) differs: {one_paper} {one} / {other_paper} {other}.",
        "Vérifier que tous les documents concernent le même véhicule ; refaire celui qui est faux.",
        "Check that all papers are about the same vehicle; have the wrong one made again.",
    ),
    cases=CASES,
)


def has_plausible_vin(*, number: str, premiere: date | None, genre: str | None, context: Context) -> Outcome:
    """veh.vin-format: the VIN of the card has the shape of its time."""
    must_be_whole = genre in ("VP", "CTTE") and premiere is not None and premiere >= VIN_NORM
    try:
        vin.validate(number, is_old=not must_be_whole)
    except FormatError:
        return warns()
    return held() if must_be_whole or len(number) >= 5 else warns()


VEH_VIN_FORMAT = Rule(
    id="veh.vin-format",
    title="Le numéro d'identification (VIN) a la forme attendue",
    title_en="The VIN has the expected shape",
    severity=Severity.WARNING,
    sources=(LegalSource(text="ISO 3779"), PROJECT),
    over="carte_grise",
    needs={
        "number": One("carte_grise.vin", blank="unsure"),
        "premiere": One("carte_grise.date_premiere_immatriculation", blank="none", unread="none"),
        "genre": One("carte_grise.genre", blank="none", unread="none"),
    },
    check=has_plausible_vin,
    wording=Wording(
        "Le VIN {number} n'a pas la forme attendue (17 caractères sans I, O, Q).",
        "The VIN {number} has not the expected shape (17 characters without I, O, Q).",
        "Vérifier le numéro sur la carte grise.",
        "Check the number on the carte grise.",
    ),
)


def has_one_first_registration(*, dates: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.first-reg-match: the date of first registration (B) is the same on every paper."""
    return compare(dates, lambda pair: pair.difference(str, near=1), context)


VEH_FIRST_REG_MATCH = Rule(
    id="veh.first-reg-match",
    title="La date de première immatriculation (B) est la même sur tous les documents",
    title_en="The date of first registration (B) is the same on every paper",
    sources=(GUIDE,),
    needs={"dates": Every("*.date_premiere_immatriculation", strict=VEHICLE_PAPERS)},
    check=has_one_first_registration,
    wording=Wording(
        "La date de première immatriculation (B) diffère : {one_paper} {one} / {other_paper} {other}.",
        "The date of first registration (B) differs: {one_paper} {one} / {other_paper} {other}.",
        "Reprendre la date de la carte grise, rubrique B.",
        "Take the date from the carte grise, B.",
    ),
    cases=CASES,
)


def has_one_make(*, makes: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.make-match: the make (D.1) is the same on every paper, whole or shortened the usual way."""
    return compare(makes, lambda pair: pair.difference(make_of, near=1), context)


def make_of(text: str) -> str:
    """The make without blanks and signs, whole where papers shorten it.

    >>> make_of("VW"), make_of("Mercedes-Benz")
    ('VOLKSWAGEN', 'MERCEDESBENZ')
    """
    name = "".join(sign for sign in texte.compact(text) if sign.isalnum())
    return ALIASES.get(name, name)


VEH_MAKE_MATCH = Rule(
    id="veh.make-match",
    title="La marque (D.1) est la même sur tous les documents",
    title_en="The make (D.1) is the same on every paper",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    needs={"makes": Every("*.marque", strict=VEHICLE_PAPERS)},
    check=has_one_make,
    wording=Wording(
        "La marque (D.1) diffère : {one_paper} {one} / {other_paper} {other}.",
        "The make (D.1) differs: {one_paper} {one} / {other_paper} {other}.",
        "Reprendre la marque de la carte grise.",
        "Take the make from the carte grise.",
    ),
    cases=CASES,
)


def has_one_kind(*, kinds: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.genre-match: the kind (J.1) is the same on every paper, or what an old one has become."""

    def judge(pair: Pair) -> Difference | None:
        if pair.is_read and (pair.one.value in _today(pair.other.value) or pair.other.value in _today(pair.one.value)):
            return None
        return pair.difference(str, near=1)

    return compare(kinds, judge, context, missing=None)


def _today(kind: str) -> set[str]:
    return KINDS.get(kind, {kind})


VEH_GENRE_MATCH = Rule(
    id="veh.genre-match",
    title="Le genre (J.1) est le même sur tous les documents",
    title_en="The kind (J.1) is the same on every paper",
    severity=Severity.WARNING,
    sources=(DECREE,),
    needs={"kinds": Every("*.genre", strict=VEHICLE_PAPERS)},
    check=has_one_kind,
    wording=Wording(
        "Le genre (J.1) diffère : {one_paper} {one} / {other_paper} {other}.",
        "The kind (J.1) differs: {one_paper} {one} / {other_paper} {other}.",
        "Reprendre le genre de la carte grise.",
        "Take the kind from the carte grise.",
    ),
    cases=CASES,
)


def is_one_type(*, types: tuple[Quote, ...], names: tuple[Quote, ...], context: Context) -> Outcome:
    """veh.type-match: type (D.2) and commercial name (D.3) are those of the card.

    Types are compared without blanks and signs; of the names one word in common is enough, since papers shorten them.
    """
    said = [[one.value for one in many if one.is_read] for many in (types, names)]
    if all(len(values) < 2 for values in said):
        return not_applicable("none")
    codes = {re.sub(r"\W|_", "", value).upper() for value in said[0]}
    words = [set(re.findall(r"\w+", texte.compact(value))) for value in said[1]]
    other = [values for values, same in zip(said, (len(codes) < 2, _overlap(words)), strict=True) if not same]
    return fails(seen=" / ".join(other[0])) if other else held()


def _overlap(words: list[set[str]]) -> bool:
    return all(one & other or {"".join(one)} & {"".join(other)} for one, other in combinations(words, 2))


VEH_TYPE_MATCH = Rule(
    id="veh.type-match",
    title="Type (D.2) et dénomination commerciale (D.3) identiques",
    title_en="Same type (D.2) and commercial name (D.3)",
    severity=Severity.INFO,
    sources=(FORM,),
    needs={
        "types": Every("*.type_variante_version", partial=True),
        "names": Every("*.denomination_commerciale", partial=True),
    },
    check=is_one_type,
    wording=Wording(
        "Le type ou la dénomination commerciale diffère : {seen}.", "Type or commercial name differ: {seen}."
    ),
    cases={"none": Wording("Sans objet : rien à comparer.", "Not applicable: nothing to compare.")},
)


def will_keep_its_number(*, plate: str, context: Context) -> Outcome:
    """veh.fni-renumbering: a number of before 2009 will be replaced."""
    series = immatriculation.series_of(plate)
    if series is None:
        return not_applicable()
    return notes() if series is Series.FNI else held()


VEH_FNI_RENUMBERING = Rule(
    id="veh.fni-renumbering",
    title="Le véhicule garde son numéro d'immatriculation",
    title_en="The vehicle keeps its registration number",
    severity=Severity.INFO,
    sources=(LegalSource(text="Service-public", article="F1707"),),
    over="carte_grise",
    needs={"plate": One("carte_grise.immatriculation", blank="unsure")},
    check=will_keep_its_number,
    wording=Wording(
        "Ce véhicule recevra un nouveau numéro (AA-123-AA) : de nouvelles plaques seront à poser.",
        "This vehicle will get a new number (AA-123-AA): new plates will have to be put on.",
    ),
)

RULES = (
    VEH_PLATE_MATCH,
    VEH_PLATE_FORMAT,
    VEH_VIN_MATCH,
    VEH_VIN_FORMAT,
    VEH_FIRST_REG_MATCH,
    VEH_MAKE_MATCH,
    VEH_GENRE_MATCH,
    VEH_TYPE_MATCH,
    VEH_FNI_RENUMBERING,
)
