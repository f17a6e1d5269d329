"""The machine-readable strip of an identity paper (family id of rules.md).

The extractor settles each value of print and strip together, and makes it doubtful where they differ; the strip, kept
beside them, is compared once more here, which tells the user what differs.
"""

from datetime import date

from pipeline.core.errors import FormatError
from pipeline.core.formats.mrz_identite import Format, MrzIdentite, names_agree, parse
from pipeline.core.formats.texte import compact
from pipeline.core.labels import field_label
from pipeline.core.report import Act, Actor, LegalSource, Severity
from validators.context import Context
from validators.quote import Quote
from validators.rule import (
    Every,
    One,
    Outcome,
    Rule,
    Wording,
    fails,
    held,
    if_read,
    not_applicable,
    rejects,
    review,
    unsure,
)

STRIP = LegalSource(text="OACI", article="Doc 9303")

SURELY_READ = 0.9
"""0 to 1; from it on, wrong check digits are no misreading (rules.md, id.mrz-check)."""
MONTHS_APART = 3
"""Most months between the making of a laminated card, which its number says, and its issue."""


def parsed(lines: tuple[str, ...] | None) -> MrzIdentite | None:
    """What the lines of a strip say; None without lines, and for what is no strip."""
    try:
        return parse(lines) if lines else None
    except FormatError:
        return None


def are_check_digits_right(*, mrz: tuple[Quote, ...], piece: str | None, context: Context) -> Outcome:
    """id.mrz-check: the check digits of the strip agree; a strip surely read whose digits do not is looked at.

    The papers without strip (pink licence) are left alone.
    """
    (lines,) = mrz
    if piece == "permis" and not lines.field.raw and not lines.is_read:
        return not_applicable("none")
    if not lines.is_read:
        return unsure("unread")
    strip = parsed(lines.value)
    if strip is not None and strip.check_ok:
        return held()
    is_sure = strip is not None and lines.field.confidence >= SURELY_READ
    return rejects() if is_sure and context.policy.mrz_fail == "reject" else review()


ID_MRZ_CHECK = Rule(
    id="id.mrz-check",
    title="Clés de contrôle de la zone de lecture optique",
    title_en="Check digits of the machine-readable strip",
    severity=Severity.WARNING,
    sources=(STRIP,),
    parameters=("mrz_fail",),
    over="piece_identite",
    needs={
        "mrz": Every("piece_identite.mrz", partial=True),
        "piece": if_read("piece_identite.type"),
    },
    check=are_check_digits_right,
    act=Act.VERIFIER,
    actor=Actor.PRESTATAIRE,
    wording=Wording(
        "La zone de lecture optique (MRZ) de la pièce d'identité est incohérente.",
        "The machine-readable strip of the identity paper is not coherent.",
        "Comparer à l'œil la zone avec ce qui est imprimé, ou fournir une image plus nette.",
        "Compare the strip with what is printed, or give a sharper image.",
    ),
    cases={
        "unread": Wording(
            "Zone de lecture optique (MRZ) illisible : clés non vérifiées.",
            "Machine-readable strip not readable: check digits not verified.",
        ),
        "none": Wording("Pièce sans zone de lecture optique.", "Paper without machine-readable strip."),
    },
)


def is_strip_as_printed(
    *,
    mrz: tuple[str, ...],
    nom: tuple[Quote, ...],
    prenoms: tuple[Quote, ...],
    sexe: tuple[Quote, ...],
    naissance: tuple[Quote, ...],
    numero: tuple[Quote, ...],
    expiration: tuple[Quote, ...],
    delivrance: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """id.mrz-vs-print: the strip says what is printed, as far as it goes: names are cut, hyphens are blanks."""
    strip = parsed(mrz)
    if strip is None:
        return unsure("unread")
    printed = {quote.key: quote for (quote,) in (nom, prenoms, sexe, naissance, numero, expiration, delivrance)}
    seen = [(quote, _agrees(strip, key, quote.field.value)) for key, quote in printed.items()]
    differ = [quote for quote, agrees in seen if agrees is False]
    labels = ", ".join(field_label(quote.kind, quote.key, context.lang) for quote in differ)
    if any(quote.is_read for quote in differ):
        return fails(fields=labels)
    return unsure(fields=labels) if differ else held()


def _agrees(strip: MrzIdentite, key: str, value: object) -> bool | None:
    """Whether the strip says that value of that field; None when it says nothing of it."""
    match key, value:
        case "nom", str() if strip.nom:
            return names_agree(compact(value), strip.nom, is_cut=strip.nom_coupe or strip.format is Format.PERMIS)
        case "prenoms", str() if strip.prenoms:
            # A card prints all first names, a strip as many as fit, and some say the first only.
            return names_agree(compact(value), " ".join(strip.prenoms), is_cut=True)
        case "sexe", str() if strip.sexe:
            return value == strip.sexe
        case "numero", str() if strip.numero.value:
            return value == strip.numero.value
        case "date_naissance", date() if strip.date_naissance and strip.date_naissance.value:
            # Years have two figures in a strip.
            return f"{value:%y%m%d}" == f"{strip.date_naissance.value:%y%m%d}"
        case "date_expiration", date() if strip.date_expiration and strip.date_expiration.value:
            return value == strip.date_expiration.value
        case "date_delivrance", date() if strip.format is Format.CNI and (strip.numero.value or "")[:4].isdigit():
            made = 12 * int(strip.lines[1][:2]) + int(strip.lines[1][2:4])
            return (12 * (value.year % 100) + value.month - made) % 1200 <= MONTHS_APART
    return None


def _printed(key: str) -> Every:
    return Every(f"piece_identite.{key}", partial=True)


ID_MRZ_VS_PRINT = Rule(
    id="id.mrz-vs-print",
    title="La zone de lecture optique correspond à ce qui est imprimé",
    title_en="The machine-readable strip says what is printed",
    severity=Severity.WARNING,
    sources=(STRIP,),
    over="piece_identite",
    needs={
        "mrz": One("piece_identite.mrz", blank="unsure"),
        "nom": _printed("nom"),
        "prenoms": _printed("prenoms"),
        "sexe": _printed("sexe"),
        "naissance": _printed("date_naissance"),
        "numero": _printed("numero"),
        "expiration": _printed("date_expiration"),
        "delivrance": _printed("date_delivrance"),
    },
    check=is_strip_as_printed,
    wording=Wording(
        "Les données imprimées ne correspondent pas à la zone de lecture optique (MRZ) : {fields}.",
        "What is printed is not what the machine-readable strip says: {fields}.",
        "Comparer à l'œil la pièce d'identité avec sa zone de lecture optique.",
        "Compare the identity paper with its strip.",
    ),
    cases={
        "unread": Wording("Zone de lecture optique (MRZ) illisible.", "Machine-readable strip not readable."),
    },
)


RULES: tuple[Rule, ...] = (ID_MRZ_CHECK, ID_MRZ_VS_PRINT)
