"""The carte grise as a title (family ci of rules.md): kind, coupon, corner, age of its parts, machine readable zone."""

from datetime import date

from pipeline.core.errors import FormatError
from pipeline.core.formats import immatriculation, mrz_carte_grise
from pipeline.core.formats.immatriculation import Series
from pipeline.core.formats.mrz import Checked
from pipeline.core.formats.mrz_carte_grise import MrzCarteGrise
from pipeline.core.labels import field_label
from pipeline.core.report import Act, LegalSource, Severity, Status
from validators.compare import SURE_READING
from validators.context import Context
from validators.matching import joint
from validators.quote import Quote
from validators.rule import (
    PROJECT,
    Every,
    One,
    Outcome,
    Rule,
    Wording,
    fails,
    held,
    not_applicable,
    notes,
    review,
    unsure,
    warns,
)

ROUTE = LegalSource(text="Code de la route", article="R322-4, I")
DECREE = LegalSource(text="Arrêté du 9 février 2009", article="Annexe II")
GUIDE = LegalSource(text="Guide des démarches", article="La carte grise")

COUPON_START = date(2004, 6, 1)
"""First cards that could have a coupon; older ones have a corner to cut."""

MODELS = ("siv", "fni")
CHECKED = ("immatriculation", "vin", "date_premiere_immatriculation", "numero_formule")
"""Fields of the strip that have a check digit; keys of the card too."""


def is_definitive(*, modele: str, plate: str | None, context: Context) -> Outcome:
    """ci.current-title: the card is a definitive French certificat d'immatriculation, not a provisional one."""
    is_provisional = plate is not None and immatriculation.series_of(plate) in (Series.W, Series.WW)
    if modele in MODELS and not is_provisional:
        return held()
    return warns() if context.policy.cpi_as_title == "warn" else fails()


CI_CURRENT_TITLE = Rule(
    id="ci.current-title",
    title="Le titre est une carte grise française définitive",
    title_en="The title is a definitive French carte grise",
    sources=(ROUTE,),
    parameters=("cpi_as_title",),
    over="carte_grise",
    needs={
        "modele": One("carte_grise.modele", blank="unsure"),
        "plate": One("carte_grise.immatriculation", blank="none", unread="none"),
    },
    check=is_definitive,
    act=Act.FOURNIR,
    wording=Wording(
        "Le document fourni est un certificat provisoire (ou un titre étranger) : la carte grise définitive est "
        "nécessaire.",
        "This is a provisional certificate (or a foreign one): the definitive carte grise is needed.",
        "Joindre la carte grise définitive.",
        "Add the definitive carte grise.",
    ),
)


def has_coupon(
    *, coupon: tuple[Quote, ...], formule: str | None, issued: date | None, modele: str | None, context: Context
) -> Outcome:
    """ci.coupon-present: a card of the SIV model still has its coupon.

    The grey model has none, the blue one may have one: where it is not seen there nothing is said.
    """
    if coupon[0].is_read and coupon[0].value:
        return held()
    is_siv = formule is not None or (issued is not None and issued >= context.policy.siv_start_new)
    if modele == "fni" or (not is_siv and coupon[0].is_read):
        return not_applicable("old")
    return warns() if coupon[0].is_read or coupon[0].is_blank else unsure()


CI_COUPON_PRESENT = Rule(
    id="ci.coupon-present",
    title="Le coupon détachable est là",
    title_en="The detachable coupon is there",
    severity=Severity.WARNING,
    sources=(GUIDE, ROUTE),
    parameters=("siv_start_new",),
    over="carte_grise",
    needs={
        "coupon": Every("carte_grise.coupon_present", partial=True),
        "formule": One("carte_grise.numero_formule", blank="none", unread="none"),
        "issued": One("carte_grise.date_certificat", blank="none", unread="none"),
        "modele": One("carte_grise.modele", blank="none", unread="none"),
    },
    check=has_coupon,
    wording=Wording(
        "Le coupon détachable de la carte grise manque : il doit être remis avec la carte entière.",
        "The detachable coupon of the carte grise is missing: it goes with the whole card.",
        "Joindre la carte entière, ou demander le coupon au vendeur.",
        "Add the whole card, or ask the seller for the coupon.",
    ),
    cases={"old": Wording("Carte grise d'un modèle sans coupon.", "A model without coupon.")},
)


def has_corner_cut(*, corner: bool | None, coupon: bool | None, issued: date, context: Context) -> Outcome:
    """ci.corner-cut: the corner of an old card without coupon is cut, unless the buyer is a trader."""
    if issued >= COUPON_START or coupon or context.scenario.acquereur == "professionnel":
        return not_applicable()
    if corner is None:
        return unsure()
    return held() if corner else warns()


CI_CORNER_CUT = Rule(
    id="ci.corner-cut",
    title="Le coin de l'ancienne carte grise est découpé",
    title_en="The corner of the old carte grise is cut",
    severity=Severity.WARNING,
    sources=(ROUTE,),
    over="carte_grise",
    needs={
        "corner": One("carte_grise.coin_coupe", blank="none", unread="none"),
        "coupon": One("carte_grise.coupon_present", blank="none", unread="none"),
        "issued": One("carte_grise.date_certificat", blank="unsure"),
    },
    check=has_corner_cut,
    wording=Wording(
        "Le coin supérieur droit de la carte grise doit être découpé.",
        "The upper right corner of the carte grise has to be cut off.",
        "Faire découper le coin par le vendeur.",
        "Have the seller cut it off.",
    ),
)


def is_of_one_generation(
    *,
    issued: date,
    formule: str | None,
    coupon: bool | None,
    plate: str | None,
    modele: str | None,
    context: Context,
) -> bool | Outcome:
    """ci.generation-coherent: formule, coupon and kind of plate are those of cards of that date.

    A card of the old model has no formule that could be checked: one that says of itself what no such card can say, a
    date of after October 2009 or a number of the SIV, is misread or false, and a person must look.
    """
    series = immatriculation.series_of(plate) if plate else None
    if modele == "fni" and (issued >= context.policy.siv_start_used or series is Series.SIV):
        return review("impossible")
    if issued < context.policy.siv_start_new:
        return formule is None and series is not Series.SIV and not (coupon and issued < COUPON_START)
    return issued < context.policy.siv_start_used or (formule is not None and series is not Series.FNI)


CI_GENERATION_COHERENT = Rule(
    id="ci.generation-coherent",
    title="Date, numéro de formule, coupon et numéro d'immatriculation sont du même modèle de carte",
    title_en="Date, numéro de formule, coupon and plate are of the same model of card",
    severity=Severity.WARNING,
    sources=(GUIDE, PROJECT),
    parameters=("siv_start_new", "siv_start_used"),
    over="carte_grise",
    needs={
        "issued": One("carte_grise.date_certificat", blank="unsure"),
        "formule": One("carte_grise.numero_formule", blank="none"),
        "coupon": One("carte_grise.coupon_present", blank="none", unread="none"),
        "plate": One("carte_grise.immatriculation", blank="none", unread="none"),
        "modele": One("carte_grise.modele", blank="none", unread="none"),
    },
    check=is_of_one_generation,
    wording=Wording(
        "Le modèle de carte grise ne correspond pas à sa date ({issued}) : vérifiez l'authenticité du titre.",
        "The model of the carte grise does not fit its date ({issued}): check that it is genuine.",
        "Vérifier le titre à l'œil.",
        "Look at the card.",
    ),
    cases={
        "impossible": Wording(
            "Carte grise d'un modèle antérieur à 2009 dont la date ({issued}) ou le numéro d'immatriculation ne peut "
            "pas être d'un tel titre : mal lue, ou fausse.",
            "Carte grise of a model of before 2009 whose date ({issued}) or number no such card can have: misread, or "
            "false.",
            "Vérifier le titre à l'œil ; en cas de doute, ne pas déposer le dossier.",
            "Look at the card; do not file when it is doubtful.",
        )
    },
)


def has_right_check_digits(*, mrz: tuple[Quote, ...], context: Context) -> Outcome:
    """ci.mrz-check: the check digits of plate, VIN, date B and formule are right."""
    strip = _strip(mrz[0])
    if strip is None:
        return _no_strip(mrz[0])
    wrong = [key for key in CHECKED if not _checked(strip, key).check_ok]
    if not wrong:
        return held()
    named = ", ".join(field_label("carte_grise", key, context.lang) for key in wrong)
    return warns(fields=named) if mrz[0].field.confidence >= SURE_READING else notes(fields=named)


def _strip(quote: Quote) -> MrzCarteGrise | None:
    """What the strip says; None when it was not read, or is no strip."""
    lines = quote.value
    if lines is None or len(lines) != 2:
        return None
    try:
        return mrz_carte_grise.parse((lines[0], lines[1]))
    except FormatError:
        return None


def _checked(strip: MrzCarteGrise, key: str) -> Checked[str] | Checked[date]:
    fields: dict[str, Checked[str] | Checked[date]] = {
        "immatriculation": strip.immatriculation,
        "vin": strip.vin,
        "date_premiere_immatriculation": strip.date_premiere_immatriculation,
        "numero_formule": strip.numero_formule,
    }
    return fields[key]


def _no_strip(quote: Quote) -> Outcome:
    """Old cards have none, and it goes with the coupon: never a reason to stop."""
    return not_applicable("absent") if quote.is_blank else Outcome(Status.INCONCLUSIVE, "unread", Severity.INFO)


_STRIP_CASES = {
    "absent": Wording("Pas de zone de lecture optique sur cette carte.", "No machine readable zone on this card."),
    "unread": Wording(
        "La zone de lecture optique de la carte grise n'a pas pu être lue.",
        "The machine readable zone of the carte grise could not be read.",
    ),
}

CI_MRZ_CHECK = Rule(
    id="ci.mrz-check",
    title="La zone de lecture optique de la carte grise est cohérente",
    title_en="The machine readable zone of the carte grise is coherent",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    over="carte_grise",
    needs={"mrz": Every("carte_grise.mrz", partial=True)},
    check=has_right_check_digits,
    wording=Wording(
        "La zone de lecture optique de la carte grise est incohérente ({fields}) : titre à vérifier.",
        "The machine readable zone of the carte grise is not coherent ({fields}): check the card.",
        "Vérifier le titre à l'œil.",
        "Look at the card.",
    ),
    cases=_STRIP_CASES,
)


def says_what_is_printed(
    *,
    mrz: tuple[Quote, ...],
    plate: tuple[Quote, ...],
    vin: tuple[Quote, ...],
    premiere: tuple[Quote, ...],
    formule: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """ci.mrz-vs-print: the strip and the printed fields say the same, where the check digit of the strip is right.

    A difference is for a person to settle. Where the check digit is wrong the strip was misread: nothing is compared.
    """
    strip = _strip(mrz[0])
    if strip is None:
        return _no_strip(mrz[0])
    printed = dict(zip(CHECKED, (plate[0], vin[0], premiere[0], formule[0]), strict=True))
    other = [
        key
        for key, quote in printed.items()
        if quote.is_read and _checked(strip, key).check_ok and _compact(quote.value) != _compact(_on(strip, key, quote))
    ]
    if not other:
        return held()
    return review(fields=", ".join(field_label("carte_grise", key, context.lang) for key in other))


def _on(strip: MrzCarteGrise, key: str, quote: Quote) -> object:
    """The value on the strip; its year of two digits taken in the century of the printed date."""
    value = _checked(strip, key).value
    if isinstance(value, date) and isinstance(quote.value, date) and (value.year - quote.value.year) % 100 == 0:
        return quote.value if (value.month, value.day) == (quote.value.month, quote.value.day) else value
    return value


def _compact(value: object) -> str:
    return str(value).replace("-", "").replace(" ", "")


CI_MRZ_VS_PRINT = Rule(
    id="ci.mrz-vs-print",
    title="La zone de lecture optique dit la même chose que les rubriques imprimées",
    title_en="The machine readable zone says what is printed",
    sources=(PROJECT, DECREE),
    over="carte_grise",
    needs={
        "mrz": Every("carte_grise.mrz", partial=True),
        "plate": Every("carte_grise.immatriculation", partial=True),
        "vin": Every("carte_grise.vin", partial=True),
        "premiere": Every("carte_grise.date_premiere_immatriculation", partial=True),
        "formule": Every("carte_grise.numero_formule", partial=True),
    },
    check=says_what_is_printed,
    wording=Wording(
        "La zone optique de la carte grise ne correspond pas aux rubriques imprimées : {fields}.",
        "The machine readable zone of the carte grise is not what is printed: {fields}.",
        "Comparer à l'œil la zone optique et les rubriques ; en cas de doute sur le titre, ne pas déposer le dossier.",
        "Compare the zone with the fields; do not file when the card is doubtful.",
    ),
    cases=_STRIP_CASES,
)


def have_both_spouses_signed(
    *,
    titulaire: str,
    card_signatures: tuple[Quote, ...],
    cerfa_signatures: tuple[Quote, ...],
    context: Context,
) -> Outcome:
    """party.joint-or-and: of 'M. X OU MME Y' one signature may do, two are safer (policy `legacy_ou`).

    'ET', and 'OU' where the policy asks for all, are counted by the rules about signatures.
    """
    wording = joint(titulaire)
    if wording is None:
        return not_applicable("one")
    if wording[0] == "ET" or context.policy.legacy_ou == "all_sign":
        return held()
    counts = (*card_signatures, *cerfa_signatures)
    return held() if all(one.is_read and one.value >= len(wording[1]) for one in counts) else fails()


PARTY_JOINT_OR_AND = Rule(
    id="party.joint-or-and",
    title="Ancienne carte grise aux noms de deux titulaires",
    title_en="Old card in the names of two holders",
    severity=Severity.WARNING,
    sources=(LegalSource(text="Service-public", article="F10477"),),
    parameters=("legacy_ou",),
    over="carte_grise",
    needs={
        "titulaire": One("carte_grise.titulaire", blank="unsure"),
        "card_signatures": Every("carte_grise.signatures", partial=True),
        "cerfa_signatures": Every("certificat_cession.vendeur_signatures", partial=True),
    },
    check=have_both_spouses_signed,
    wording=Wording(
        "La carte grise est au nom de « {titulaire} » : la signature des deux titulaires est recommandée.",
        "The card is in the name of “{titulaire}”: both holders should sign.",
        "Faire signer les deux titulaires.",
        "Have both holders sign.",
    ),
    cases={"one": Wording("Sans objet : un seul nom en C.1.", "Not applicable: one name in C.1.")},
)

RULES = (
    CI_CURRENT_TITLE,
    CI_COUPON_PRESENT,
    CI_CORNER_CUT,
    CI_GENERATION_COHERENT,
    CI_MRZ_CHECK,
    CI_MRZ_VS_PRINT,
    PARTY_JOINT_OR_AND,
)
