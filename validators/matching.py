"""Whether two papers speak of the same person or company (rules.md, 4.1 and 4.2).

| level | means | in a blocking rule |
|---|---|---|
| MATCH | the same, written alike | passes |
| PROBABLE | the same, written otherwise for a known reason | passes with a warning |
| UNSURE | may be the same, may be another of that family or group: a person must look | inconclusive |
| MISMATCH | somebody else | fails |

Where rules.md calls any difference of one letter probable, PAUL and PAULE, DUPOND and DUPONT would be one person. Here
a letter is forgiven only where it sounds or looks alike (LEROI and LEROY, PHILIPE and PHILIPPE), and never one more at
the end of a word, where French marks the sex; any other single letter is UNSURE. For the same reason first names that
disagree after the first one, a hyphenated first name cut at its hyphen, and one legal form against another are UNSURE.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from rapidfuzz.distance import Levenshtein

from pipeline.core.formats import texte


class Level(IntEnum):
    """How alike; the greater the more."""

    MISMATCH = 0
    UNSURE = 1
    PROBABLE = 2
    MATCH = 3


@dataclass(frozen=True)
class Match:
    """A level and why, in both languages."""

    level: Level
    fr: str
    en: str


SAME = Match(Level.MATCH, "noms identiques", "same name")
EXTRA_NAMES = Match(Level.MATCH, "prénoms supplémentaires d'un seul côté", "further first names on one side only")
SAME_SIREN = Match(Level.MATCH, "même SIREN", "same SIREN")
USAGE_NAME = Match(Level.PROBABLE, "nom de naissance et nom d'usage", "birth name and name in use")
INITIAL = Match(Level.PROBABLE, "prénom réduit à l'initiale", "first name cut to its initial")
SPELLING = Match(
    Level.PROBABLE, "une lettre d'écart, de même son ou de même forme", "one letter that sounds or looks alike"
)
CUT = Match(Level.PROBABLE, "nom coupé", "name cut short")
ONE_LETTER = Match(Level.UNSURE, "une lettre d'écart", "one letter differs")
PART = Match(Level.UNSURE, "une partie du nom seulement est commune", "only a part of the name is shared")
COMPOUND = Match(Level.UNSURE, "nom ou prénom composé d'un seul côté", "compound name on one side only")
NAMELESS = Match(Level.UNSURE, "nom incomplet", "incomplete name")
LEGAL_FORM = Match(Level.UNSURE, "formes juridiques différentes", "different legal forms")
PERSON_OR_COMPANY = Match(
    Level.UNSURE, "rien ne dit si la carte grise est à une personne ou à une société", "the card may name either"
)
OTHER_NAME = Match(Level.MISMATCH, "noms différents", "different names")
OTHER_BIRTH = Match(Level.MISMATCH, "dates de naissance différentes", "different dates of birth")
OTHER_SIREN = Match(Level.MISMATCH, "SIREN différents", "different SIREN")
NOT_THE_COMPANY = Match(Level.MISMATCH, "une personne n'est pas sa société", "a person is not their company")

_TITLES = "MONSIEUR|MADAME|MADEMOISELLE|MLLE|MME|MR|M"
_TITLED = re.compile(rf"^(?:{_TITLES})\b[ .]*")
_JOINT = re.compile(rf"\s+(ET|OU|&)\s+(?=(?:{_TITLES})\b)")
_BETWEEN_PERSONS = re.compile(r"\s*[/&;+\n]\s*|\s+(?:ET|OU)\s+")
_MARKER = re.compile(r"\b(?:NEE?|EPOUSE|EPSE|EP|VEUVE|VVE|DIVORCEE?|(?:NOM )?D['’ ]?USAGE|USAGE)\b")
_SOLE_TRADER = re.compile(r"\b(?:E\.?I\.?|ENTREPRENEUR INDIVIDUEL|ENTREPRISE INDIVIDUELLE)\s*$")
_SIGNS = re.compile(r"[^\w]+")
_PARTICLES = {"DE", "DU", "DES", "LA", "LE", "LES", "EL", "D", "L", "DI", "DA", "DOS"}
_MISREAD = str.maketrans("01589", "OISBG")
_ALIKE = {frozenset(pair) for pair in ("IY", "CK", "IL", "UV", "OQ")}
"""Letters that sound or look alike anywhere in a name."""
_LONG = 5
"""Letters from which a word with one other letter can be the same word (rules.md 4.1)."""
_CUT_KEEPS, _CUT_LOSES = 10, 3
"""Letters that a word cut short keeps at least, and loses at least: less may be the other sex (CHRISTIAN, -NE)."""

_FORMS = {
    form: family
    for family, forms in {
        "SARL": "SARL EURL",
        "SAS": "SAS SASU",
        "SELARL": "SELARL SELAS",
        **{one: one for one in ("SA", "SCI", "SNC", "SCEA", "EARL", "GAEC", "SCP", "SCOP", "GIE", "SCA")},
    }.items()
    for form in forms.split()
}
"""Legal form to the family within which it may change without becoming another company."""
_HOUSE = {"STE", "SOCIETE", "ETS", "ETABLISSEMENTS", "CIE", "COMPAGNIE"}
"""Words of a company name that say nothing of which one."""
_TRADE = set(
    re.findall(
        r"\w+",
        "ET FILS FRERES ASSOCIES GARAGE GARAGES AUTO AUTOS AUTOMOBILE AUTOMOBILES TRANSPORT TRANSPORTS LOCATION LEASE "
        "LEASING CREDIT BAIL BANQUE BANK FINANCE FINANCES FINANCEMENT GROUPE GROUP HOLDING CENTRE SERVICE SERVICES "
        "ASSOCIATION COMMUNE MAIRIE DEPARTEMENT REGION ASSURANCE ASSURANCES CONSTRUCTION BATIMENT TRAVAUX AGENCE "
        "ENTREPRISE ENTREPRISES INDUSTRIE INDUSTRIES DISTRIBUTION MOTORS CARS",
    )
)
"""Words that no person has in their name; one of them makes the holder a company."""
_CUT_NAME, _WHOLE_NAME = 20, 30
"""Characters that a company name cut short keeps at least (rules.md 4.2); from 30 on a card may cut between words."""

Words = tuple[str, ...]


def names(holder: str, other: str, *, other_is_company: bool | None = None) -> Match:
    """Whether a name on the carte grise and one on another paper are the same holder.

    Args:
        holder: rubrique C.1, which does not say whether it is a person.
        other: as the other paper writes it.
        other_is_company: what the other paper says of itself; None when it does not.
    """
    company = is_company(holder)
    claims_company = is_company(other) or bool(other_is_company)
    if not company and not claims_company:
        return persons(holder, other)
    if company and not is_company(other) and other_is_company is False:
        return NOT_THE_COMPANY
    found = companies(holder, other)
    if company != claims_company and found.level > Level.UNSURE:
        return PERSON_OR_COMPANY
    return found


def persons(holder: str, other: str, *, born: date | None = None, other_born: date | None = None) -> Match:
    """Whether two names are of the same natural person.

    Args:
        holder: surname first, as the register writes it, whenever one side has more first names than the other.
        other: in any order.
        born: date of birth of the first, when known.
        other_born: of the second.
    """
    if born and other_born and born != other_born:
        return OTHER_BIRTH
    mine, theirs = _words(holder), _words(other)
    if not mine or not theirs:
        return NAMELESS
    found = _same_person(mine, theirs)
    if found in (EXTRA_NAMES, PART) and (_is_cut_at_hyphen(holder, theirs) or _is_cut_at_hyphen(other, mine)):
        return COMPOUND
    if found.level is Level.MATCH:
        return found
    spellings = [_same_person(one, two) for one in _under_each_surname(holder) for two in _under_each_surname(other)]
    if any(each.level is Level.MATCH for each in spellings):
        return USAGE_NAME
    return max((found, *spellings), key=lambda each: each.level)


def is_surname(name: str, person: str) -> bool:
    """Whether a name is the surname of a person, written first as the forms ask: the last word may be a first name.

    >>> is_surname("LEROUX", "LE ROUX Nathalie"), is_surname("MARTIN", "DUPONT Martin")
    (True, False)
    """
    one, whole = "".join(_words(name)), _words(person)
    return any(one == "".join(whole[:count]) for count in range(1, len(whole)))


def share_a_word(one: str, other: str) -> bool:
    """Whether a word of one name stands in the other, in long words with one other letter at most.

    >>> share_a_word("DE LA TOUR", "DE LA FONTAINE ANNE"), share_a_word("LEROY", "PAUL LEROI")
    (False, True)
    """
    return any(
        a == b or (min(len(a), len(b)) >= _LONG and Levenshtein.distance(a, b) == 1)
        for a in _glued(_words(one))
        for b in _glued(_words(other))
    )


def split_persons(text: str) -> tuple[str, ...]:
    """The persons named in one frame of a form: 'MARTIN CLAIRE / DURAND HUGO', 'MARTIN Claire et Hugo'.

    Never for companies: 'MARTIN ET FILS' is one. A comma parts only whole names: 'MARTIN, CLAIRE' is one person.
    """
    capitals = _capitals(text)
    parts = [part for part in _BETWEEN_PERSONS.split(capitals) if _words(part)]
    if len(parts) == 1 and not _MARKER.search(capitals):
        by_comma = [part for part in capitals.split(",") if _words(part)]
        parts = by_comma if all(len(_words(part)) > 1 for part in by_comma) else parts
    whole = [words for part in parts if len(words := _words(part)) > 1]
    # A first name alone shares the surname of the others: MARTIN CLAIRE ET HUGO, CLAIRE ET HUGO MARTIN.
    before = bool(parts) and len(_words(parts[0])) > 1
    surname = (whole[0][0] if before else whole[-1][-1]) if whole else ""
    return tuple((part if len(_words(part)) > 1 else f"{surname} {part}").strip(" ,") for part in parts)


def joint(text: str) -> tuple[str, Words] | None:
    """The word, 'ET' or 'OU', and the persons of an old joint wording 'M. X OU MME Y'; None when it is none."""
    capitals = _capitals(text)
    if not _TITLED.match(capitals) or not (between := _JOINT.search(capitals)):
        return None
    persons_named = (capitals[: between.start()], capitals[between.end() :])
    return "OU" if between[1] == "OU" else "ET", tuple(" ".join(_words(part)) for part in persons_named)


def is_company(text: str) -> bool:
    """Whether a name shows by itself that it is no person's: legal form, trade word, or figures.

    >>> is_company("TRANSPORTS DUVAL SARL"), is_company("MARTIN CLAIRE EI"), is_company("M MARTIN ET MME DURAND")
    (True, False, False)
    """
    if joint(text):
        return False
    words = set(_company_words(text))
    return bool(words & (_FORMS.keys() | _HOUSE | _TRADE)) or any(word.isdigit() for word in words)


def companies(one: str, other: str, *, siren: str | None = None, other_siren: str | None = None) -> Match:
    """Whether two names are of the same company; two SIREN decide, whatever the names."""
    if siren and other_siren:
        return SAME_SIREN if siren == other_siren else OTHER_SIREN
    forms = [{_FORMS[word] for word in _company_words(name) if word in _FORMS} for name in (one, other)]
    mine, theirs = ([w for w in _company_words(n) if w not in _FORMS and w not in _HOUSE] for n in (one, other))
    if not mine or not theirs:
        return NAMELESS
    if forms[0] and forms[1] and forms[0].isdisjoint(forms[1]):
        return LEGAL_FORM if set(mine) == set(theirs) else OTHER_NAME
    if set(mine) == set(theirs):
        return SAME
    short, long = sorted((" ".join(mine), " ".join(theirs)), key=len)
    if long.startswith(short) and len(short) >= _CUT_NAME:
        return CUT if long[len(short)] != " " or len(short) >= _WHOLE_NAME else PART
    if Levenshtein.distance("".join(mine), "".join(theirs)) == 1:
        return ONE_LETTER
    return OTHER_NAME


def _capitals(text: str) -> str:
    """Capitals, lines kept; a small l among capitals is an I that was misread."""
    mended = re.sub(r"(?<=[A-ZÀ-Þ])l(?=[A-ZÀ-Þ]|\b)", "I", text)
    return "\n".join(texte.compact(line) for line in mended.splitlines())


def _words(text: str) -> Words:
    """The words of a person's name: no title, marker, sign; figures among letters are letters misread."""
    bare = _MARKER.sub(" ", _SOLE_TRADER.sub(" ", _TITLED.sub("", _capitals(text), count=1)))
    words = _SIGNS.sub(" ", bare).split()
    return tuple(word.translate(_MISREAD) if not word.isdigit() else word for word in words)


def _company_words(text: str) -> list[str]:
    joined = re.sub(r"\b(?:[A-Z]\.){2,}", lambda dotted: dotted[0].replace(".", "") + " ", _capitals(text))
    return _SIGNS.sub(" ", _SOLE_TRADER.sub(" ", joined).replace("&", " ET ")).split()


def _under_each_surname(text: str) -> tuple[Words, ...]:
    """The name as it is, or, when it says two surnames, the full name under each of them."""
    parts = [_words(part) for part in _MARKER.split(_capitals(text), maxsplit=1)]
    if len(parts) == 1 or not all(parts):
        return (_words(text),)
    first, second = parts
    return (first + second[1:], second) if len(second) > 1 else (first, second + first[1:])


def _same_person(holder: Words, other: Words) -> Match:
    mine, theirs = _glued(holder), _glued(other)
    if sorted(holder) == sorted(other) or sorted(mine) == sorted(theirs) or "".join(holder) == "".join(other):
        return SAME
    found = max((_aligned(mine, turned, is_turned) for turned, is_turned in _orders(theirs)), key=lambda m: m.level)
    shared = (Counter(mine) & Counter(theirs)).total()
    return PART if found.level is Level.MISMATCH and shared > 1 else found


def _glued(words: Words) -> Words:
    """Particles put before the word they belong to: DE LA TOUR is DELATOUR."""
    glued, held = [], ""
    for word in words:
        if word in _PARTICLES:
            held += word
        else:
            glued.append(held + word)
            held = ""
    return (*glued, held) if held else tuple(glued)


def _orders(words: Words) -> Iterator[tuple[Words, bool]]:
    """The words as written, then with each number of leading words taken for first names and put behind."""
    for lead in range(len(words)):
        yield words[lead:] + words[:lead], lead > 0


def _aligned(mine: Words, theirs: Words, is_turned: bool) -> Match:
    """What two names say word by word, surname first; what one of them has more is further first names."""
    length = min(len(mine), len(theirs))
    if length < 2:
        return NAMELESS if mine[0] == theirs[0] or mine[-1] == theirs[-1] else OTHER_NAME
    odd = [(at, a, b) for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b]
    if len(odd) > 1:
        return OTHER_NAME
    if len(theirs) > len(mine) and is_turned:
        # CLAIRE DUBOIS MARTIN: a second first name, or a double surname?
        return OTHER_NAME if odd else PART
    if not odd:
        return EXTRA_NAMES
    at, a, b = odd[0]
    if len(mine) != len(theirs) and at > 1:
        return PART
    return _alike(a, b, is_surname=at == 0, is_last=at in (len(mine) - 1, len(theirs) - 1))


def _alike(one: str, other: str, *, is_surname: bool, is_last: bool) -> Match:
    """What two different words in the same place say."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return INITIAL if long.startswith(short) and not is_surname else OTHER_NAME
    if is_last and len(short) >= _CUT_KEEPS and long.startswith(short) and len(long) - len(short) >= _CUT_LOSES:
        return CUT
    if Levenshtein.distance(short, long) != 1 or len(long) < _LONG:
        return OTHER_NAME
    return SPELLING if _sounds_alike(short, long) else ONE_LETTER


def _sounds_alike(short: str, long: str) -> bool:
    """Whether the one letter that differs sounds or looks alike: one of a pair, or a consonant written twice."""
    edit = next(iter(Levenshtein.editops(short, long)))
    at = edit.dest_pos
    if edit.tag == "replace":
        return frozenset((short[edit.src_pos], long[at])) in _ALIKE
    return long[at] not in "AEIOUY" and 0 < at < len(long) - 1 and long[at] in (long[at - 1], long[at + 1])


def _is_cut_at_hyphen(text: str, others: Words) -> bool:
    """Whether only one half of a hyphenated word of the text stands among the other words: JEAN-PAUL and JEAN."""
    halves = (pair.split("-") for pair in re.findall(r"\w+-\w+", _capitals(text)))
    return any((first in others) != (second in others) for first, second in halves)
