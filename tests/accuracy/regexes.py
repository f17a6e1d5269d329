"""Key fields out of the plain text of a page, as one would write it for these papers in a day.

Expressions for each kind, tried in order; the first that matches and makes a value counts. Cells of combs may be parted
by the strokes that engines read between them.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.core.formats import texte
from pipeline.core.formats.jour import MONTHS

GAP = r"[ |\[\]_,.;:!\-]{0,3}"
"""What stands between the cells of a comb."""
DAY = r"(\d{1,2} ?[./\- ] ?\d{1,2} ?[./\- ] ?\d{4}|\d{1,2}(?:er)? +[a-zéûA-ZÉÛ]{3,9} +\d{4})"
COMB = rf"((?:\d{GAP}){{7}}\d)"
"""A day in eight cells."""
HOUR = r"(\d{1,2} ?[hH:] ?\d{2})"
PLATE = r"\b([A-Z]{2} ?-? ?\d{3} ?-? ?[A-Z]{2})\b"
PLATE_COMB = rf"((?:[A-Z]{GAP}){{2}}(?:\d{GAP}){{3}}[A-Z]{GAP}[A-Z])"
VIN = r"\b((?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17})\b"
VIN_COMB = r"(?<![A-Z0-9])((?:[A-HJ-NPR-Z0-9][ |\[\]]{0,3}){16}[A-HJ-NPR-Z0-9])(?![A-Z0-9])"
FORMULE = r"\b(20\d{2} ?[A-Z]{2} ?\d{5})\b"
FORMULE_COMB = rf"(2{GAP}0{GAP}(?:\d{GAP}){{2}}(?:[A-Z]{GAP}){{2}}(?:\d{GAP}){{4}}\d)"
REST = r"[ :.,|\[\]_—-]*([^\n]+)"
"""What follows on the line."""
TITLE = r"(?:Monsieur|Madame|Mme|M\.)? ?"

Convert = Callable[[re.Match[str]], Any]
"""Raises ValueError when the characters make no value."""


def found_in(kind: str, text: str) -> dict[str, Any]:
    """The key fields of a paper of that kind that the text gives."""
    values = {}
    for key, rules in RULES.get(kind, {}).items():
        for expression, convert in rules:
            if (match := re.search(expression, text)) is None:
                continue
            try:
                values[key] = convert(match)
            except ValueError:
                continue
            break
    return values


def _day(match: re.Match[str]) -> str:
    text = match[1]
    digits = re.sub(r"\D", "", text)
    if word := re.search(r"[a-zA-Zéûôè]{3,}", text):
        months = [rank for rank, name in enumerate(MONTHS, 1) if texte.compact(name) == texte.compact(word[0])]
        if not months:
            raise ValueError(text)
        return f"{digits[-4:]}-{months[0]:02d}-{int(digits[:-4]):02d}"
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) == 3:
        digits = f"{int(parts[0]):02d}{int(parts[1]):02d}{parts[2]}"
    if len(digits) != 8 or not 1 <= int(digits[2:4]) <= 12 or not 1 <= int(digits[:2]) <= 31:
        raise ValueError(text)
    return f"{digits[4:]}-{digits[2:4]}-{digits[:2]}"


def _hour(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[1])
    if not 3 <= len(digits) <= 4 or int(digits[:-2]) > 23 or int(digits[-2:]) > 59:
        raise ValueError(match[1])
    return f"{int(digits[:-2]):02d}:{digits[-2:]}"


def _code(match: re.Match[str]) -> str:
    return re.sub(r"[^A-Z0-9]", "", match[1])


def _plate(match: re.Match[str]) -> str:
    code = _code(match)
    return f"{code[:2]}-{code[2:5]}-{code[5:]}"


def _number(match: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", match[1]))


def _digits(*lengths: int) -> Convert:
    def convert(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match[1])
        if len(digits) not in lengths:
            raise ValueError(match[1])
        return digits

    return convert


def _name(match: re.Match[str]) -> str:
    """The groups joined, without titles, labels that follow and signs at the ends."""
    text = " ".join(group for group in match.groups() if group)
    text = re.split(r" N° S|, (?:né|demeurant|N°)|\s\|", text)[0]
    value = re.sub(r"^(?:MONSIEUR|MADAME) ", "", texte.compact(text).strip(" .,:;_|'/-[](){}"))
    if not re.search(r"[A-Z]{2}", value):
        raise ValueError(text)
    return re.sub(r" ?, ?", " ", value)


def _company(match: re.Match[str]) -> str:
    """A name before the cells of a number."""
    return _name(re.match(r"(.*?)[\d|,.: ]*$", match[1]) or match)


def _names(match: re.Match[str]) -> list[str]:
    return [_name(re.match(r"(.*)", part) or match) for part in re.split(r" et |\n", match[1]) if part.strip()]


def _is(value: Any) -> Convert:
    return lambda match: value


Rule = tuple[str, Convert]
_FIRST = rf"(?i)soussign[ée]\W*\(?e?\)?{REST}"
_SECOND = rf"(?is)soussign[ée].*?soussign[ée]\W*\(?e?\)?{REST}"
_PLATES: Sequence[Rule] = ((PLATE, _plate), (PLATE_COMB, _plate))
_VINS: Sequence[Rule] = ((VIN, _code), (VIN_COMB, _code))
_FORMULES: Sequence[Rule] = ((FORMULE, _code), (FORMULE_COMB, _code))


def _signed_on(label: str = r"[lL][ea]s?") -> Sequence[Rule]:
    return ((rf"Fait [àa][^\n]*?{label}\W*{DAY}", _day), (rf"Fait [àa][^\n]*?{label}\W*{COMB}", _day))


RULES: dict[str, dict[str, Sequence[Rule]]] = {
    "carte_grise": {
        "immatriculation": _PLATES,
        "date_premiere_immatriculation": ((rf"\bB[. ]+{DAY}", _day), (DAY, _day)),
        "titulaire": ((r"C\.? ?1\b[ .:]*([^\n]+)\n(?!C)([^\n]+)", _name), (rf"C\.? ?1\b{REST}", _name)),
        "cotitulaires": ((rf"C\.?4\.?1\b{REST}", _names),),
        "vin": _VINS,
        "date_certificat": ((rf"(?m)^\W*[Il1|]\.? +{DAY}", _day),),
        "numero_formule": _FORMULES,
        "mention_cession_date": ((rf"(?i)(?:vendue?|c[eé]d[eé]e?) +le +{DAY}", _day),),
    },
    "certificat_cession": {
        "immatriculation": _PLATES,
        "vin": _VINS,
        "date_premiere_immatriculation": ((rf"{COMB}[^\n]*\n\(A\)", _day), (rf"\(B\)[^\n]*\n[^\n]*?{COMB}", _day)),
        "numero_formule": ((rf"formule\W*[A-Z]?{FORMULE_COMB}", _code), *_FORMULES),
        "date_cession": ((rf"\b[lL][eE]\W*[lL]?{COMB}[^\n]*[hH]", _day), (rf"\bLe\W*{DAY}", _day)),
        "heure_cession": ((r"[àa]\W*((?:\d\W{0,3}){2}h\W{0,3}\d\W{0,3}\d)", _hour), (HOUR, _hour)),
        "vendeur_nom": ((_FIRST, _name),),
        "acquereur_nom": ((_SECOND, _name),),
        "kilometrage": ((r"compteur du v[ée]hicule\W*([\d ]+)", _number),),
    },
    "controle_technique": {
        "immatriculation": _PLATES,
        "vin": _VINS,
        "date_controle": ((rf"(?i)(?:périodique|contre-visite|volontaire) +{DAY}", _day), (DAY, _day)),
        "resultat": (
            (r"(?i)(défavorable pour défaillances critiques|défaillances? critiques?)", _is("R")),
            (r"(?mi)^\W*(défavorable)", _is("S")),
            (r"(?mi)^\W*(favorable)", _is("A")),
        ),
        "limite_validite": ((rf"(?i)VALIDIT[ÉE][^\n]*\n[^\n]*?{DAY}", _day),),
        "kilometrage": ((r"(?i)KILOM[ÉE]TRAGE RELEV[ÉE][^\d]*\n?[^\d]*(\d[\d ]{2,8})", _number),),
    },
    "situation_administrative": {
        "immatriculation": _PLATES,
        "date_generation": ((rf"(?i)(?:établi|édité) +le +(?:[a-z]+ +)?{DAY}", _day),),
        "gage": ((r"(?i)(aucune? particularit|gage[^\n]*(?:aucun|non|néant))", _is("clear")),
                 (r"(?i)(gage[^\n]*)", _is("active"))),
        "opposition_transfert": ((r"(?i)(aucune? particularit|opposition[^\n]*(?:aucun|non|néant))", _is("clear")),
                                 (r"(?i)(opposition[^\n]*)", _is("active"))),
    },
    "piece_identite": {
        "type": ((r"(?i)(IDENTITY CARD)", _is("cni_2021")), (r"(?i)(CARTE NATIONALE D.IDENTIT)", _is("cni")),
                 (r"(?i)(PASSEPORT|PASSPORT)", _is("passeport")), (r"(?i)(PERMIS DE CONDUIRE)", _is("permis")),
                 (r"(?i)(TITRE DE S[ÉE]JOUR|RESIDENCE PERMIT)", _is("titre_sejour"))),
        "nom": ((r"(?i)(?:NOM ?/ ?SURNAME)[^\n]*\n([^\n]+)", _name), (r"(?m)(?:^|\W)Nom *:? +([^\n]+)", _name),
                (r"\b1\. +(?:Nom +)?([A-Z][^\n]+)", _name)),
        "prenoms": ((r"(?i)Pr[ée]noms?(?:\(s\))? ?/ ?(?:Given names|FORENAMES)[^\n]*\n([^\n]+)", _name),
                    (r"Pr[ée]nom(?:\(s\)|s)? *:? +([^\n]+)", _name), (r"\b2\. +([A-Z][^\n]+)", _name)),
        "date_naissance": ((rf"(?is)(?:naiss|birth)[^\n]*\n[^\n]*?{DAY}", _day),
                           (rf"(?i)n[ée]\(?e?\)? le\W*{DAY}", _day), (rf"\b3\. +{DAY}", _day), (DAY, _day)),
        "numero": ((r"(?i)N° ?(?:DU DOCUMENT)?[^\n]*?\b((?=[A-Z0-9]*\d)[A-Z0-9]{9,12})\b", _code),
                   (r"(?i)Document No[^\n]*\n\W*([A-Z0-9]{9})", _code), (r"\b5\. +([A-Z0-9]{9,12})", _code),
                   (r"\b(\d{2}[A-Z]{2}\d{5}|\d{12})\b", _code)),
        "date_delivrance": ((rf"(?i)(?:d[ée]livrance|of issue)[^\n]*\n[^\n]*?{DAY}", _day),
                            (rf"(?i)d[ée]livr[ée]e? le\W*{DAY}", _day), (rf"\b4a\.? +{DAY}", _day)),
        "date_expiration": ((rf"(?i)(?:expir)[^\n]*\n[^\n]*?{DAY}\W*$", _day), (rf"(?i)jusqu.au\W*{DAY}", _day),
                            (rf"\b4b\.? +{DAY}", _day), (rf"(?is)expir[^\n]*\n[^\n]*?{DAY}", _day)),
    },
    "kbis": {
        "denomination": ((r"(?i)raison sociale[ :]*([^\n]+)", _name), (r"Nom, pr[ée]noms[ :]*([^\n]+)", _name)),
        "siren": ((r"(?i)RCS, num[ée]ro\W*(\d{3} ?\d{3} ?\d{3})", _digits(9)), (r"(\d{3} \d{3} \d{3})", _digits(9))),
        "representants": ((r"(?is)(?:Président|Gérant|Directeur général)\n.*?Nom, pr[ée]noms[ :]*([^\n]+)", _names),
                          (r"Nom, pr[ée]noms[ :]*([^\n]+)", _names)),
        "date_a_jour": ((rf"(?i)à jour au +{DAY}", _day),),
        "observations": ((r"(?i)OBSERVATIONS ET RENSEIGNEMENTS[^\n]*\n\W*([^\n]+)", _name),),
    },
    "accuse_cession": {
        "code_cession": ((r"(?i)code de cession(?: du v[ée]hicule)?\W*(?-i:([A-Z0-9]{11}|[A-Z0-9]{5})\b)", _code),),
        "numero_dossier": ((r"(?i)num[ée]ro (?:de dossier|de la d[ée]claration|d.enregistrement)\W*(\d+)",
                            lambda match: match[1]),),
        "immatriculation": _PLATES,
        "vin": _VINS,
        "date_cession": ((rf"(?i)heure de (?:la )?cession\W*{DAY}", _day),),
        "heure_cession": ((rf"(?i)heure de (?:la )?cession[^\n]*?[àa] *{HOUR}", _hour),),
        "vendeur_nom": ((rf"Ancien propriétaire{REST}", _name),),
        "acquereur_nom": ((rf"Nouveau propriétaire{REST}", _name),),
    },
    "procuration": {
        "mandants": ((r"(?is)soussign[ée]+s?,? *(.*?), *(?:n[ée]|demeurant)", _names),),
        "mandataire": ((rf"(?i)(?:procuration|pouvoir) [àa] {TITLE}([^\n,]+)", _name),),
        "immatriculation": _PLATES,
        "fait_le": _signed_on(),
    },
    "justificatif_domicile": {
        "nom": ((r"(?:Monsieur|Madame) ([A-Z][^\n,]+)", _name), (r"Locataire[^\n]*\n([^\n]+)", _name)),
        "adresse": ((r"(?i)(?:livraison|logement|demeurant)[ :]*(\d[^\n]*?\d{5} [A-Z' -]+)", _name),
                    (r"(?:Monsieur|Madame) [^\n]+\n\s*(\d[^\n]+)\n\s*(\d{5} [^\n]+)", _name)),
        "date": ((rf"(?i)(?:facture n°.*? du|date de facture :|établissement :|fait à [^\n]*?le) +{DAY}", _day),
                 (DAY, _day)),
    },
    "mandat": {
        "mandant_nom": ((_FIRST, _name),),
        "mandataire_nom": ((rf"(?i)donne mandat [àa]{REST}", _company),),
        "mandataire_siret": ((rf"(?i)donne mandat [àa][^\n]*?((?:\d{GAP}){{13}}\d)", _digits(14)),),
        "immatriculation": _PLATES,
        "vin": _VINS,
        "fait_le": _signed_on(),
    },
    "declaration_achat": {
        "immatriculation": _PLATES,
        "vin": _VINS,
        "acheteur_nom": ((rf"(?m)^Acquéreur{REST}", _name), (_FIRST, _company)),
        "acheteur_siren": ((r"SIREN\W*(\d{9})", _digits(9)),
                           (rf"(?i)soussign[ée][^\n]*?((?:\d{GAP}){{8}}\d)\W*\n", _digits(9))),
        "vendeur_nom": ((rf"(?m)^Vendeur{REST}", _name), (_SECOND, _name)),
        "date_achat": ((rf"(?i)heure de l.achat\W*{DAY}", _day), (rf"(?i)achet[ée] le\W*{COMB}", _day)),
        "heure_achat": ((rf"(?i)heure de l.achat[^\n]*?[àa] *{HOUR}", _hour),
                        (rf"(?i)achet[ée] le\W*(?:\d{GAP}){{8}}\W*[àa]\W*((?:\d{GAP}){{3}}\d)", _hour)),
        "numero_formule": _FORMULES,
    },
    "demande_immatriculation": {
        "immatriculation": _PLATES,
        "vin": _VINS,
        "date_premiere_immatriculation": ((rf"{COMB}\W*\n\(A\)", _day),),
        "numero_formule": _FORMULES,
        "titulaire_nom": ((rf"(?m)^\W*Titulaire{REST}", _name),),
        "cotitulaire_nom": ((rf"Co-titulaire{REST}", _name),),
        "date_demande": ((rf"Le ?:[ .]*{DAY}", _day),),
    },
    "declaration_perte": {
        "immatriculation": _PLATES,
        "declarant_nom": ((_FIRST, _name),),
        "date_disparition": ((rf"(?i)disparition\W*{COMB}", _day), (rf"(?m)^\W*[lL]e\W*{COMB}", _day)),
        "fait_le": _signed_on(),
    },
    "certificat_destruction": {
        "immatriculation": _PLATES,
        "vin": _VINS,
        "centre_nom": ((_FIRST, _name),),
        "date_achat": ((rf"(?i)achet[ée][^\n]*?{COMB}", _day),),
    },
}  # fmt: skip
"""By kind and key, expressions and what turns their match into a value."""
