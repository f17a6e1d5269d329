"""Identity papers: which they are, what print and strip settle together, whose back belongs to whose front."""

from datetime import date
from random import Random

import numpy as np
import pytest

from extractors.assemble import assemble
from extractors.classify import classify
from extractors.identity_values import PARSERS
from extractors.layout import Sheet
from extractors.piece_identite import PAPER
from extractors.registry import PAPERS
from pipeline.core.documents import PieceIdentite
from pipeline.core.errors import FormatError
from pipeline.core.formats.mrz_identite import compose_cni, compose_permis, compose_td1, compose_td3
from pipeline.core.formats.texte import compact
from pipeline.stages.pages import RawPage
from pipeline.stages.seals import Trust
from pipeline.stopwatch import Stopwatch
from pipeline.tools import EngineReader
from samples import piece_identite as drawing
from samples import scan
from samples.drawing import Layout, draw_pdf
from samples.people import Person
from tests.extractors.written import Row, a_page, faces

SURE = 0.8
MM = 72 / 25.4
Faces = tuple[tuple[str, float, float], ...]


class Holder:
    """An invented person and the papers of that person."""

    def __init__(self, nom="DUBOIS", prenoms="CAMILLE", number="150175201234", card="T9K2X4R7P", **more):
        self.nom, self.prenoms, self.number, self.card = nom, prenoms, number, card
        self.birth = more.get("birth", date(1988, 4, 12))
        self.issue = more.get("issue", date(2015, 1, 14))
        self.expiry = more.get("expiry", date(2030, 1, 13))
        shown = {"nom": nom, "prenoms": prenoms.replace(" ", ", "), "numero": card, "cni": number}
        self.printed = shown | more.get("printed", {})


def cni_recto(holder):
    strip = compose_cni(
        number=holder.number, birth=holder.birth, sex="F", surname=holder.nom, given=holder.prenoms.split()
    )
    labels = [
        (0.02, 0.145, "CARTE NATIONALE D'IDENTITÉ N° :"), (0.52, 0.145, holder.printed["cni"]),
        (0.77, 0.145, "Nationalité Française"), (0.33, 0.215, "Nom :"), (0.42, 0.215, holder.printed["nom"]),
        (0.33, 0.325, "Prénom(s) :"), (0.50, 0.325, holder.printed["prenoms"]), (0.33, 0.42, "Sexe :"),
        (0.42, 0.42, "F"), (0.58, 0.42, "Né(e) le :"), (0.72, 0.42, f"{holder.birth:%d.%m.%Y}"),
        (0.33, 0.60, "Signature du titulaire :"),
    ]  # fmt: skip
    return (105, 74), labels, [(0.065, y, line) for y, line in zip((0.80, 0.90), strip, strict=True)]


def cni_verso(holder):
    labels = [
        (0.06, 0.30, "Adresse :"), (0.06, 0.415, "Carte valable jusqu'au :"),
        (0.40, 0.415, f"{holder.expiry:%d.%m.%Y}"), (0.06, 0.465, "délivrée le :"),
        (0.30, 0.465, f"{holder.issue:%d.%m.%Y}"), (0.06, 0.575, "Signature de l'autorité :"),
    ]  # fmt: skip
    return (105, 74), labels, []


def card_recto(holder):
    labels = [
        (0.195, 0.14, "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD"), (0.40, 0.20, "NOM / Surname"),
        (0.40, 0.26, holder.printed["nom"]), (0.40, 0.33, "Prénoms / Given names"),
        (0.40, 0.39, holder.printed["prenoms"]), (0.40, 0.78, "N° DU DOCUMENT / Document No."),
        (0.40, 0.84, holder.printed["numero"]),
    ]  # fmt: skip
    return (85.6, 54), labels, []


def card_verso(holder, code="ID", nationality="FRA"):
    strip = compose_td1(
        code=code, number=holder.card, birth=holder.birth, sex="F", expiry=holder.expiry, nationality=nationality,
        surname=holder.nom, given=holder.prenoms,
    )  # fmt: skip
    return (85.6, 54), [], [(0.055, y, line) for y, line in zip((0.66, 0.77, 0.88), strip, strict=True)]


def passport(holder):
    strip = compose_td3(
        number="19AB12345", birth=holder.birth, sex="F", expiry=holder.expiry, nationality="FRA", surname=holder.nom,
        given=holder.prenoms,
    )  # fmt: skip
    labels = [
        (0.34, 0.23, "Nom / Surname (1)"), (0.34, 0.32, "Prénoms / Given names (2)"),
        (0.34, 0.41, "Nationalité / Nationality (3)"), (0.34, 0.50, "Date de naissance / Date of birth (4)"),
        (0.74, 0.50, "Lieu de naissance / Place of birth (6)"), (0.62, 0.50, "Sexe / Sex (5)"),
    ]  # fmt: skip
    return (125, 88), labels, [(0.053, y, line) for y, line in zip((0.84, 0.92), strip, strict=True)]


def licence_verso(holder):
    strip = compose_permis(number="15AA00002", expiry=holder.expiry, surname=holder.nom)
    return (85.6, 54), [], [(0.055, 0.88, strip[0])]


def on_page(*cards, number=1, more: tuple[Row, ...] = ()):
    """A page with faces at those places, in millimetres."""
    small: list[Row] = list(more)
    strips: list[Row] = []
    for ((wide, high), labels, strip), x, y in cards:
        small += [((x + fx * wide) * MM, (y + fy * high) * MM, text) for fx, fy, text in labels]
        strips += [((x + fx * wide) * MM, (y + fy * high) * MM + 4, text) for fx, fy, text in strip]
    words = a_page(small, size=6.2).words + a_page(strips, size=14.4).words
    page = a_page((), number=number)
    return page.model_copy(update={"words": words})


def papers(*pages, **engines) -> list[PieceIdentite]:
    found = [face for page in pages for face in faces(PAPER, page, **engines)]
    return [paper for paper in assemble(found) if isinstance(paper, PieceIdentite)]


def paper(*pages, **engines) -> PieceIdentite:
    (only,) = papers(*pages, **engines)
    return only


def both_sides(holder, front=cni_recto, back=cni_verso):
    return on_page((front(holder), 40, 30), (back(holder), 40, 160))


def test_front_and_back_of_the_laminated_card_on_one_page_are_one_paper():
    found = paper(both_sides(Holder(prenoms="CAMILLE ANNE")))

    assert {key: field.value for key, field in found.fields()} == {
        "type": "cni",
        "nom": "DUBOIS",
        "nom_usage": None,
        "prenoms": "CAMILLE ANNE",
        "sexe": "F",
        "date_naissance": date(1988, 4, 12),
        "numero": "150175201234",
        "date_delivrance": date(2015, 1, 14),
        "date_expiration": date(2030, 1, 13),
        "recto": True,
        "verso": True,
        "mrz": ("IDFRADUBOIS<<<<<<<<<<<<<<<<<<<752012", found.mrz.value[1]),
    }
    assert all(field.confidence >= SURE for key, field in found.fields() if key != "nom_usage")


@pytest.mark.parametrize(
    ("front", "back", "kind"),
    [
        pytest.param(cni_recto, cni_verso, "cni", id="laminated"),
        pytest.param(card_recto, card_verso, "cni_2021", id="of-2021"),
    ],
)
def test_which_sides_are_there(front, back, kind):
    holder = Holder()
    whole = paper(both_sides(holder, front, back))
    only_front, only_back = paper(on_page((front(holder), 40, 30))), paper(on_page((back(holder), 40, 30)))

    assert (whole.type.value, whole.recto.value, whole.verso.value) == (kind, True, True)
    assert (only_front.recto.value, only_front.verso.value) == (True, False)
    assert (only_back.recto.value, only_back.verso.value) == (False, True)
    assert only_front.verso.confidence >= SURE


def worn_recto(holder, more=()):
    """The front of a card of 2021 on a poor scan: none of its small labels is left."""
    size, rows, strip = card_recto(holder)
    kept = [row for row in rows if " / " not in row[2] and "DOCUMENT" not in row[2]] + [
        (0.195, 0.14, "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD"), (0.40, 0.52, "F"), (0.505, 0.52, "FRA"),
        (0.755, 0.52, f"{holder.birth:%d %m %Y}"), (0.755, 0.84, f"{holder.expiry:%d %m %Y}"),
    ]  # fmt: skip
    return size, [*kept, *more], strip


def test_values_are_found_by_their_place_where_the_labels_are_lost():
    holder = Holder("DA SILVA", "CLAIRE")
    found = paper(on_page((worn_recto(holder), 40, 30)))

    assert {key: getattr(found, key).value for key in ("nom", "prenoms", "sexe", "numero")} == {
        "nom": "DA SILVA",
        "prenoms": "CLAIRE",
        "sexe": "F",
        "numero": "T9K2X4R7P",
    }
    assert (found.date_naissance.value, found.date_expiration.value) == (holder.birth, holder.expiry)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((0.40, 0.205, "NQMISUMANE"), id="two-rows-at-its-place"),
        pytest.param((0.345, 0.26, "SPECIMEN"), id="a-row-that-begins-elsewhere"),
    ],
)
def test_a_value_whose_place_holds_more_is_not_read(other):
    assert paper(on_page((worn_recto(Holder(), [other]), 40, 30))).nom.value is None


ISSUED, OTHER_DAY = (0.60, 0.15, "14 01 2020"), (0.05, 0.30, "02 03 2019")


@pytest.mark.parametrize(
    ("code", "rows", "issued"),
    [
        pytest.param("ID", [ISSUED], date(2020, 1, 14), id="the-only-date"),
        pytest.param("ID", [ISSUED, OTHER_DAY], None, id="two-dates"),
        pytest.param("IR", [ISSUED], date(2020, 1, 14), id="on-a-permit"),
    ],
)
def test_the_only_date_on_the_back_of_a_french_card_is_that_of_its_issue(code, rows, issued):
    size, _, strip = card_verso(Holder(), code, "FRA" if code == "ID" else "MAR")

    assert paper(on_page(((size, rows, strip), 40, 30))).date_delivrance.value == issued


@pytest.mark.parametrize(("issue", "is_sure"), [("14 01 2020", True), ("20 03 2020", False)])
def test_the_issue_of_a_permit_is_doubtful_unless_its_expiry_confirms_it(issue, is_sure):
    holder = Holder()
    size, _, strip = card_verso(holder, "IR", "MAR")
    found = paper(on_page(((size, [(0.60, 0.15, issue)], strip), 40, 30)))

    assert (found.date_delivrance.confidence >= SURE) == is_sure


def worn_passport(holder, *, dates=(), more=()):
    """A passport on a poor scan: none of its small labels is left."""
    size, _, strip = passport(holder)
    rows = [
        (0.34, 0.26, holder.nom), (0.34, 0.35, holder.printed["prenoms"]), (0.34, 0.44, "Française"),
        (0.70, 0.17, "19AB12345"), (0.70, 0.53, "LE MANS"), (0.62, 0.53, "F"),
    ]  # fmt: skip
    days = dates or (holder.birth, holder.issue, holder.expiry)
    rows += [(0.34, y, f"{day:%d %m %Y}") for y, day in zip((0.53, 0.62, 0.71), days, strict=False)]
    return size, [*rows, *more], strip


OF_2020 = Holder("D'ALMEIDA", "ANNE-SOPHIE ZOE", issue=date(2020, 1, 14))


def test_values_of_a_passport_are_found_by_what_its_strip_says_where_the_labels_are_lost():
    found = paper(on_page((worn_passport(OF_2020), 40, 30)))

    values = {key: getattr(found, key) for key in PARSERS if getattr(found, key).value is not None}
    assert {key: field.value for key, field in values.items()} == {
        "nom": "D'ALMEIDA",
        "prenoms": "ANNE-SOPHIE ZOE",
        "sexe": "F",
        "date_naissance": OF_2020.birth,
        "numero": "19AB12345",
        "date_delivrance": OF_2020.issue,
        "date_expiration": OF_2020.expiry,
    }
    assert min(values[key].confidence for key in values if key != "sexe") >= SURE


@pytest.mark.parametrize(
    ("worn", "key"),
    [
        pytest.param({"more": [(0.34, 0.80, "02 03 2019")]}, "date_delivrance", id="another-day"),
        pytest.param({"more": [(0.70, 0.60, "D'ALMEIDA")]}, "nom", id="two-rows-that-say-the-name"),
        pytest.param({"more": [(0.43, 0.26, "LOPES")]}, "nom", id="a-part-of-a-longer-name"),
    ],
)
def test_a_value_that_does_not_stand_once_is_not_taken_from_the_print(worn, key):
    found = paper(on_page((worn_passport(OF_2020, **worn), 40, 30)))

    field = getattr(found, key)
    assert field.value is None or field.source == "mrz"


def test_a_birth_taken_for_the_issue_is_doubtful():
    """The first look lost the issue and misread the birth, which so is the only day that the strip does not say."""
    found = paper(on_page((worn_passport(OF_2020, dates=(date(1938, 4, 12),)), 40, 30)))

    assert found.date_delivrance.value is None or found.date_delivrance.confidence < SURE


def test_a_missing_side_is_doubtful_when_the_page_holds_something_unread():
    smudge: tuple[Row, ...] = tuple((120, 520 + 12 * rank, "DUBQlS illisihle Préfectvre") for rank in range(4))
    found = paper(on_page((cni_recto(Holder()), 40, 30), more=smudge))

    assert found.verso.value is False
    assert found.verso.confidence < SURE


@pytest.mark.parametrize(
    ("face", "kind", "sides"),
    [
        pytest.param(passport, "passeport", (True, None), id="passport-has-no-back"),
        pytest.param(licence_verso, "permis", (False, True), id="licence"),
        pytest.param(
            lambda holder: card_verso(holder, "IR", "MAR"), "titre_sejour", (False, True), id="residence-permit"
        ),
    ],
)
def test_the_strip_tells_the_paper(face, kind, sides):
    found = paper(on_page((face(Holder()), 40, 30)))

    assert (found.type.value, found.recto.value, found.verso.value) == (kind, *sides)
    assert found.nom.value == "DUBOIS"
    assert found.date_expiration.value == date(2030, 1, 13)


@pytest.mark.parametrize(
    ("code", "nationality", "kind", "is_sure"),
    [
        pytest.param("ID", "FRA", "cni_2021", True, id="card"),
        pytest.param("IR", "MAR", "titre_sejour", True, id="permit"),
        pytest.param("IR", "FRA", "titre_sejour", False, id="permit-of-a-french-citizen"),
        pytest.param("ID", "MAR", "cni_2021", False, id="card-of-a-foreigner"),
    ],
)
def test_a_back_alone_is_what_code_and_nationality_say(code, nationality, kind, is_sure):
    found = paper(on_page((card_verso(Holder(), code, nationality), 40, 30))).type

    assert found.value == kind
    assert (found.confidence >= SURE) is is_sure


def test_a_card_of_another_state_has_no_type_of_the_contract():
    page = on_page((card_verso(Holder()), 40, 30))
    line = next(word.text for word in page.words if word.text.startswith("IDFRA")).replace("IDFRA", "IDBEL")
    found = paper(page, first={"mrz.1": line}, second={"mrz.1": line})

    assert (found.type.value, found.type.raw) == (None, "ID BEL")
    assert found.nom.value == "DUBOIS"


def test_the_pages_of_two_holders_are_two_papers_each_with_its_own_back():
    one, other = Holder(), Holder("MOREAU", "PAUL", card="X4RTBPFW4", expiry=date(2032, 5, 1))
    fronts = on_page((card_recto(one), 20, 30), (card_recto(other), 110, 30))
    backs = on_page((card_verso(other), 20, 30), (card_verso(one), 110, 30), number=2)
    found = {each.nom.value: each for each in papers(fronts, backs)}

    assert {nom: each.date_expiration.value for nom, each in found.items()} == {
        "DUBOIS": one.expiry,
        "MOREAU": other.expiry,
    }
    assert all(each.recto.value and each.verso.value for each in found.values())
    assert all(field.confidence >= SURE for each in found.values() for field in (each.nom, each.numero, each.prenoms))


def test_a_front_and_the_back_of_another_person_are_two_papers():
    page = on_page((card_recto(Holder()), 40, 30), (card_verso(Holder("MOREAU", "PAUL", card="X4RTBPFW4")), 40, 160))

    assert [(each.recto.value, each.verso.value) for each in papers(page)] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


def test_a_back_with_the_number_of_the_front_is_its_back_and_a_name_that_differs_is_doubtful():
    page = on_page((card_recto(Holder()), 40, 30), (card_verso(Holder(prenoms="PAUL")), 40, 160))

    (paper,) = papers(page)
    assert (paper.recto.value, paper.verso.value) == (True, True)
    assert paper.prenoms.confidence < SURE <= paper.nom.confidence


@pytest.mark.parametrize("text", ["Sex NATIONALITÉ/Nationality", "Surname", "Prénoms / Given names"])
def test_labels_are_no_names(text):
    with pytest.raises(FormatError):
        PARSERS["prenoms"](text)


@pytest.mark.parametrize(
    ("issue", "count"),
    [
        pytest.param(date(2015, 1, 31), 1, id="month-of-the-number"),
        pytest.param(date(2015, 4, 30), 1, id="three-months-later"),
        pytest.param(date(2015, 5, 1), 2, id="four-months-later"),
        pytest.param(date(2014, 12, 31), 2, id="month-before"),
        pytest.param(date(2025, 1, 14), 2, id="ten-years-later"),
    ],
)
def test_the_back_of_a_laminated_card_suits_the_month_in_its_number(issue, count):
    expiry = issue.replace(year=issue.year + 15)

    assert len(papers(both_sides(Holder(issue=issue, expiry=expiry)))) == count


@pytest.mark.parametrize(
    ("issue", "is_sure"),
    [pytest.param(date(2015, 1, 14), True, id="its-own"), pytest.param(date(2021, 4, 3), False, id="of-another-card")],
)
def test_two_doubtful_days_do_not_make_the_back_of_another_card_sure(issue, is_sure):
    holder = Holder(issue=issue, expiry=issue.replace(year=issue.year + 15))
    found = paper(both_sides(holder), second={"date_delivrance": "?", "date_expiration": "?"}, posterior=0.93)

    assert (found.date_delivrance.value, found.date_expiration.value) == (holder.issue, holder.expiry)
    assert (found.date_delivrance.confidence >= SURE) is is_sure
    assert (found.date_expiration.confidence >= SURE) is is_sure


@pytest.mark.parametrize(
    ("key", "printed", "raw"),
    [
        pytest.param("nom", {"nom": "DUPUIS"}, "DUPUIS / MRZ DUBOIS", id="name"),
        pytest.param("prenoms", {"prenoms": "CHANTAL"}, "CHANTAL / MRZ CAMILLE", id="first-names"),
        pytest.param("numero", {"cni": "150175209999"}, "150175209999 / MRZ 150175201234", id="number"),
    ],
)
def test_print_and_strip_that_differ_are_doubtful_and_both_said(key, printed, raw):
    field = getattr(paper(both_sides(Holder(printed=printed))), key)

    assert field.raw == raw
    assert field.confidence < SURE


@pytest.mark.parametrize(
    ("nom", "prenoms", "shown"),
    [
        pytest.param("D'ALMEIDA", "JEAN-PIERRE", ("D'ALMEIDA", "JEAN-PIERRE"), id="signs-stay"),
        pytest.param("DUBOIS", "MAXIMILIEN HENRI", ("DUBOIS", "MAXIMILIEN HENRI"), id="longer-than-the-strip"),
    ],
)
def test_the_printed_name_stands_where_the_strip_says_the_same(nom, prenoms, shown):
    found = paper(both_sides(Holder(nom, prenoms)))

    assert (found.nom.value, found.prenoms.value) == shown
    assert min(found.nom.confidence, found.prenoms.confidence) >= SURE


def test_first_names_that_only_a_cut_strip_gives_are_doubtful():
    found = paper(both_sides(Holder(prenoms="MAXIMILIEN HENRI")), first={"prenoms": ""}, second={"prenoms": ""})

    assert found.prenoms.value == "MAXIMILIEN HE"
    assert found.prenoms.confidence < SURE


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        pytest.param("T9K2X4R1P", "T9KZX4R7P", "T9K2X4R7P", id="read differently"),
        pytest.param("T9K2X4R1P", "T9K2X4R1P", "T9K2X4R1P", id="as both engines have it"),
        pytest.param("T8K2X4R1B", "T9KZX4R7P", "T8K2X4R1B", id="too far from the print"),
    ],
)
def test_a_misread_number_of_the_strip_is_put_right_by_the_print_where_all_digits_agree(first, second, number):
    page = both_sides(Holder(), card_recto, card_verso)
    line = next(word.text for word in page.words if word.text.startswith("IDFRA"))
    read = {key: {"mrz.1": line.replace("T9K2X4R7P", seen)} for key, seen in (("first", first), ("second", second))}
    lines = paper(page, **read).mrz

    assert number in lines.value[0]
    assert (lines.confidence < SURE) == (first != second)


def test_two_numbers_whose_digits_are_both_right_are_doubtful():
    """6 and G are ten ranks apart: the engines differ, and no check digit settles it."""
    holder = Holder(card="X4R6BPFW4")
    page = on_page((card_verso(holder), 40, 30))
    line = next(word.text for word in page.words if word.text.startswith("IDFRA"))
    found = paper(page, second={"mrz.1": line.replace("X4R6", "X4RG")}, posterior=0.97)

    assert found.numero.value == "X4R6BPFW4"
    assert found.numero.confidence < SURE


@pytest.mark.parametrize(
    ("posterior", "is_sure"), [(0.9999, True), (0.97, False)], ids=["sure-of-each-character", "not-so"]
)
def test_a_number_that_one_engine_alone_reads_right_is_as_sure_as_that_engine(posterior, is_sure):
    page = on_page((card_verso(Holder()), 40, 30))
    found = paper(page, second={"mrz.1": "LDERA"}, posterior=posterior)

    assert found.numero.value == "T9K2X4R7P"
    assert (found.numero.confidence >= SURE) is is_sure


def test_a_field_that_the_other_engine_has_elsewhere_is_confirmed():
    """A sign too many shifts all that follows: the field with its digit is there all the same."""
    page = on_page((passport(Holder()), 30, 30))
    line = next(word.text for word in page.words if word.text.startswith("19AB"))
    found = paper(page, second={"mrz.2": f"{line[:13]}B{line[13:]}"}, posterior=0.8)

    assert found.date_expiration.value == date(2030, 1, 13)
    assert min(found.date_expiration.confidence, found.date_naissance.confidence) >= SURE


def test_a_wrong_check_digit_that_both_engines_read_is_shown_and_the_value_doubtful():
    page = on_page((passport(Holder()), 30, 30))
    line = next(word.text for word in page.words if word.text.startswith("19AB"))
    wrong = line[:27] + str((int(line[27]) + 1) % 10) + line[28:]
    found = paper(page, first={"mrz.2": wrong}, second={"mrz.2": wrong})

    assert found.date_expiration.confidence < SURE
    assert found.mrz.value is not None
    assert found.mrz.value[1] == wrong
    assert found.mrz.confidence >= SURE


def test_a_child_and_a_centenarian_are_not_told_apart_by_a_strip():
    found = paper(on_page((passport(Holder(birth=date(2020, 3, 1))), 30, 30)))

    assert found.date_naissance.confidence < SURE


@pytest.mark.parametrize(
    ("expiry", "is_sure"),
    [
        pytest.param(date(2030, 1, 13), True, id="15-years-less-a-day"),
        pytest.param(date(2030, 1, 14), True, id="15-years"),
        pytest.param(date(2025, 1, 13), True, id="10-years"),
        pytest.param(date(2030, 1, 15), False, id="15-years-and-a-day"),
        pytest.param(date(2027, 1, 13), False, id="12-years"),
        pytest.param(date(2014, 1, 13), False, id="before-the-issue"),
    ],
)
def test_issue_and_expiry_that_no_card_has_are_doubtful(expiry, is_sure):
    found = paper(both_sides(Holder(expiry=expiry)))

    assert found.date_expiration.value == expiry
    assert (found.date_expiration.confidence >= SURE) is is_sure
    assert (found.date_delivrance.confidence >= SURE) is is_sure


def test_an_issue_at_the_end_of_the_calendar_is_read_as_any_other():
    holder = Holder(number="900175201234", issue=date(9990, 1, 14), expiry=date(9999, 12, 31))

    assert paper(both_sides(holder)).date_delivrance.value == holder.issue


def test_a_birth_read_in_the_place_of_the_expiry_is_doubtful():
    holder = Holder(issue=date(2015, 1, 14), expiry=date(2030, 4, 12))

    assert paper(both_sides(holder)).date_expiration.confidence < SURE


def test_a_place_without_anything_is_no_blank():
    found = paper(on_page((card_recto(Holder()), 40, 30)), first={"numero": ""}, second={"numero": ""})

    assert (found.numero.value, found.numero.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    "text",
    ["NOM D'USAGE / Alternate name", "DENTITY CARD", "N° DU DOCUMENT", "7"],
    ids=["label", "rest", "next", "digit"],
)
def test_a_label_is_no_name(text):
    found = paper(on_page((card_recto(Holder()), 40, 30)), first={"nom": text}, second={"nom": text})

    assert (found.nom.value, found.nom.raw) == (None, text)


@pytest.mark.parametrize("text", ["LE GOFF", "NOEL", "CHARLES", "DE LA TOUR", "SEGUIN", "LI"])
def test_a_name_is_no_label(text):
    found = paper(on_page((card_recto(Holder()), 40, 30)), first={"nom": text}, second={"nom": text})

    assert found.nom.value == text


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(["Joindre une copie de la carte nationale d'identité ou du passeport"], id="prose"),
        pytest.param(["Titulaire du permis de conduire depuis le 12.03.2010", "DUBOIS", "Camille"], id="licence-prose"),
        pytest.param(["TITRE DE SÉJOUR : récépissé de demande", "Nom : DIALLO"], id="receipt"),
        pytest.param(["Nom : DUBOIS", "Prénom(s) : CAMILLE", "Sexe : F"], id="any-form"),
        pytest.param(
            ["CRFRAGH482KL6VF3ZZZXYZHA12345681703157VP<<<<", "CI<<PEUGEOT<<<<<<<208<<<<<<<<<<2021CD3456734"],
            id="carte-grise",
        ),
        pytest.param(["12 RUE DES LILAS 31000 TOULOUSE 05", "BATIMENT 12 ESCALIER 3 APPARTEMENT 41"], id="address"),
    ],
)
def test_look_alikes_are_no_identity_papers(rows):
    page = a_page([(60.0, 100.0 + 20 * rank, text) for rank, text in enumerate(rows)])

    assert classify(Sheet(page), [PAPER]) == []


def test_identity_papers_are_no_other_papers():
    holder = Holder()
    pages = (both_sides(holder), both_sides(holder, card_recto, card_verso), on_page((passport(holder), 30, 30)))

    assert {found.paper.kind for page in pages for found in classify(Sheet(page), PAPERS)} == {"piece_identite"}


def test_a_page_that_holds_more_than_its_cards_is_to_be_read_again():
    holder = Holder()
    whole = classify(Sheet(both_sides(holder)), [PAPER])
    more: tuple[Row, ...] = tuple((120, 520 + 12 * rank, "DUBQlS illisihle Préfectvre") for rank in range(4))
    partly = classify(Sheet(on_page((cni_recto(holder), 40, 30), more=more)), [PAPER])

    assert [found.is_complete for found in whole] == [True, True]
    assert [found.is_complete for found in partly] == [False]


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("kind", "issued", "level", "unread", "unsure"),
    [
        pytest.param("cni", date(2012, 5, 10), "office", set(), set(), id="laminated"),
        pytest.param("cni_2021", date(2023, 3, 14), "office", set(), set(), id="card-of-2021"),
        pytest.param(
            "passeport",
            date(2019, 6, 3),
            "bad",
            {"date_delivrance"},
            {"prenoms", "numero"},
            id="passport-badly-scanned",
        ),
    ],
)
def test_a_drawn_paper_is_read_surely(engines, kind, issued, level, unread, unsure):
    """Small labels are lost on a bad scan, and what stands under them with it: that is missing, not wrong."""
    rng = Random(7)
    identity, details = drawing.of_person(Person.of(rng), kind, issued, rng)
    sheet = drawing.on_a4(drawing.faces(identity, details), rng)
    pdf = draw_pdf([Layout.of(sheet)])
    picture = scan.degrade(scan.render(pdf, scan.DPI[level])[0], level, np.random.default_rng(7))
    reader = EngineReader(*engines, Trust({}))
    (found,) = assemble(reader.faces(RawPage(file="scan.pdf", number=1, pixels=picture), Stopwatch()))
    expected = {key: value for key, value in identity.model_dump(exclude={"kind"}).items() if key not in unread}
    fields = {key: getattr(found, key) for key in expected}

    assert {key: field.value for key, field in fields.items()} == expected
    assert {key for key, field in fields.items() if field.value is not None and field.confidence < SURE} <= unsure


@pytest.mark.parametrize("name", ["Françoise", "Francis", "Noam", "François-Xavier", "CARRE", "FRANCE"])
def test_a_name_that_is_like_a_label_is_a_name(name):
    assert PARSERS["prenoms"](name).value.upper() == compact(name)


@pytest.mark.parametrize("label", ["Prénoms", "Nom", "NATIONALLTÉ FRANÇAISE", "Nom d'usage", "Date de nalssance"])
def test_words_of_labels_are_no_names(label):
    with pytest.raises(FormatError):
        PARSERS["prenoms"](label)


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("5. 14DX41610", "14DX41610"),
        ("5 14DX41610", "14DX41610"),
        ("5“ 150175201234", "150175201234"),
        ("514DX4161", "514DX4161"),
        ("5 4DX41610", "54DX41610"),
    ],
)
def test_the_code_of_a_licence_is_no_part_of_its_number(read, number):
    assert PARSERS["numero"](read).value == number
