"""Strips of identity papers: published specimens, what each check digit covers, repairs, centuries, cut names."""

from datetime import date
from random import Random

import pytest

from pipeline.core.errors import FormatError, InvalidLength
from pipeline.core.formats import mrz_identite
from pipeline.core.formats.mrz_identite import Format, compose_cni, compose_td1, compose_td3, format_of, parse

CNI = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
TD1 = ("IDFRAX4RTBPFW46<<<<<<<<<<<<<<<", "9007138F3002119FRA<<<<<<<<<<<6", "MARTIN<<MAELYS<GAELLE<MARIE<<<")
TD3 = ("P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<", "07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04")
PERMIS = ("D1FRA13AA000026181231MARTIN<<9",)
UTOPIA = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
"""ICAO Doc 9303, part 4."""


def altered(lines: tuple[str, ...], row: int, place: int, text: str) -> tuple[str, ...]:
    line = lines[row]
    changed = line[:place] + text + line[place + len(text) :]
    return (*lines[:row], changed, *lines[row + 1 :])


@pytest.mark.parametrize(
    ("lines", "names", "number", "birth", "expiry"),
    [
        pytest.param(CNI, ("BERTHIER", "CORINNE"), "880692310285", date(1965, 12, 6), None, id="cni"),
        pytest.param(
            TD1, ("MARTIN", "MAELYS GAELLE MARIE"), "X4RTBPFW4", date(1990, 7, 13), date(2030, 2, 11), id="cni-2021"
        ),
        pytest.param(TD3, ("SPECIMEN", "NATACHA"), "07CD12304", date(1973, 7, 12), date(2016, 3, 6), id="passport"),
        pytest.param(UTOPIA, ("ERIKSSON", "ANNA MARIA"), "L898902C3", date(1974, 8, 12), date(2012, 4, 15), id="icao"),
        pytest.param(PERMIS, ("MARTIN", ""), "13AA00002", None, date(2018, 12, 31), id="licence"),
    ],
)
def test_published_specimens_are_read_and_all_their_digits_are_right(lines, names, number, birth, expiry):
    strip = parse(lines)

    assert strip.check_ok
    assert (strip.nom, " ".join(strip.prenoms)) == names
    assert strip.numero.value == number
    assert (strip.date_naissance and strip.date_naissance.value) == birth
    assert (strip.date_expiration and strip.date_expiration.value) == expiry
    assert strip.lines == lines


@pytest.mark.parametrize(
    ("lines", "row", "place", "text", "wrong"),
    [
        pytest.param(CNI, 1, 9, "9", {"numero", "overall"}, id="cni-number"),
        pytest.param(CNI, 1, 28, "6", {"date_naissance", "overall"}, id="cni-birth"),
        pytest.param(CNI, 0, 6, "A", {"overall"}, id="cni-surname"),
        pytest.param(CNI, 1, 14, "A", {"overall"}, id="cni-first-name"),
        pytest.param(CNI, 1, 34, "M", {"overall"}, id="cni-sex"),
        pytest.param(TD1, 0, 6, "5", {"numero", "overall"}, id="td1-number"),
        pytest.param(TD1, 1, 8, "4", {"date_expiration", "overall"}, id="td1-expiry"),
        pytest.param(TD1, 1, 7, "M", set(), id="td1-sex-is-covered-by-none"),
        pytest.param(TD1, 2, 0, "B", set(), id="td1-surname-is-covered-by-none"),
        pytest.param(TD3, 1, 0, "1", {"numero", "overall"}, id="td3-number"),
        pytest.param(TD3, 0, 6, "B", set(), id="td3-surname-is-covered-by-none"),
        pytest.param(PERMIS, 0, 15, "2", {"date_expiration", "overall"}, id="licence-expiry"),
        pytest.param(PERMIS, 0, 22, "B", {"date_expiration", "overall"}, id="licence-surname"),
    ],
)
def test_which_digit_sees_which_change(lines, row, place, text, wrong):
    strip = parse(altered(lines, row, place, text))
    digits = {key: getattr(strip, key) for key in ("numero", "date_naissance", "date_expiration")}
    seen = {key for key, field in digits.items() if field is not None and not field.check_ok}

    assert seen | ({"overall"} if not strip.overall_ok else set()) == wrong


@pytest.mark.parametrize(
    ("one", "other"), [("6", "G"), ("8", "S"), ("1", "L"), ("B", "L")], ids=["6-G", "8-S", "1-L", "B-L"]
)
def test_characters_ten_ranks_apart_are_the_same_to_every_digit(one, other):
    """Why a right digit does not settle what two engines read differently."""
    lines = compose_td1(
        code="ID", number=f"X4R{one}BPFW4", birth=date(1990, 7, 13), sex="F", expiry=date(2030, 2, 11),
        nationality="FRA", surname="MARTIN", given="Claire",
    )  # fmt: skip
    strip = parse(altered(lines, 0, 8, other))

    assert strip.check_ok
    assert strip.numero.value == f"X4R{other}BPFW4"


@pytest.mark.parametrize(
    ("lines", "row", "place", "text"),
    [
        pytest.param(CNI, 0, 0, "1D", id="head"),
        pytest.param(CNI, 1, 14, "0", id="digit-in-first-name"),
        pytest.param(CNI, 1, 31, "O", id="letter-in-birth"),
        pytest.param(CNI, 0, 20, "KL", id="letters-in-filling"),
        pytest.param(TD1, 2, 4, "1", id="digit-in-surname"),
        pytest.param(TD3, 0, 24, "EK<K", id="letters-after-two-signs"),
        pytest.param(TD1, 0, 0, "10", id="code-of-a-card"),
        pytest.param(TD1, 1, 11, "Z", id="letter-in-expiry"),
        pytest.param(TD3, 1, 4, "I", id="letter-in-number"),
        pytest.param(PERMIS, 0, 1, "I", id="head-of-licence"),
    ],
)
def test_what_cannot_stand_at_its_place_is_put_right_and_told(lines, row, place, text):
    read = altered(lines, row, place, text)
    strip = parse(read)

    assert read != lines
    assert strip.check_ok
    assert strip.lines == lines


def test_a_zero_in_a_number_of_letters_and_figures_is_decided_by_its_digit():
    lines = compose_td1(
        code="ID", number="MXHQ6F0DS", birth=date(1995, 7, 21), sex="F", expiry=date(2033, 3, 13),
        nationality="FRA", surname="MOREAU", given="Éloïse",
    )  # fmt: skip
    strip = parse(altered(lines, 0, 11, "O"))

    assert strip.numero.value == "MXHQ6F0DS"
    assert strip.numero.repairs == ("O read as 0 at 7",)
    assert strip.check_ok


@pytest.mark.parametrize(
    ("lines", "row", "line"),
    [
        pytest.param(CNI, 0, "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<", id="filling-lost-at-the-end"),
        pytest.param(CNI, 1, "8806923102858CORINNE<<<<<<<<<6512068F6", id="filling-added-inside"),
        pytest.param(TD1, 1, "9007138F3002119FRA<<<<<<<<6", id="filling-lost-before-the-last-digit"),
        pytest.param(TD1, 2, "MARTIN<<MAELYS<GAELLE<MARIE", id="no-filling-left"),
        pytest.param(TD3, 1, "07CD123044FRA7307122F1603062<<<<<<<<<<<04", id="passport"),
    ],
)
def test_miscounted_filling_is_put_right(lines, row, line):
    assert parse((*lines[:row], line, *lines[row + 1 :]), format_of(lines)).lines == lines


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((CNI[0], "8806923102858CORINNE6512068F6X"), id="length-that-no-filling-explains"),
        pytest.param((TD1[0], TD1[1]), id="a-line-missing"),
        pytest.param((TD1[0], "9007138F30021", TD1[2]), id="half-a-line"),
    ],
)
def test_lines_that_are_no_strip_are_refused(lines):
    with pytest.raises(InvalidLength):
        parse(lines, Format.CNI if lines[0] == CNI[0] else Format.TD1)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        pytest.param(CNI, Format.CNI, id="cni"),
        pytest.param(TD1, Format.TD1, id="td1"),
        pytest.param(TD3, Format.TD3, id="td3"),
        pytest.param(PERMIS, Format.PERMIS, id="licence"),
        pytest.param(("CRFRAGH482KL6VF3ZZZXYZHA12345681703157VP<<<<",
                      "CI<<PEUGEOT<<<<<<<208<<<<<<<<<<2021CD3456734"), None, id="carte-grise"),
        pytest.param(("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"), None,
                     id="td2-of-icao"),
        pytest.param(("VCUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<<<<<<<<<"),
                     None, id="visa"),
        pytest.param(("12 RUE DES LILAS 31000 TOULOUSE",), None, id="an-address"),
        pytest.param((), None, id="nothing"),
    ],
)  # fmt: skip
def test_which_strip_it_is(lines, kind):
    assert format_of(lines) == kind


@pytest.mark.parametrize(
    ("expiry", "birth", "read"),
    [
        pytest.param(date(2031, 9, 30), date(1988, 4, 12), (date(2031, 9, 30), date(1988, 4, 12)), id="usual"),
        pytest.param(date(2031, 9, 30), date(1931, 12, 1), (date(2031, 9, 30), date(2031, 12, 1)), id="same-year"),
        pytest.param(date(2031, 9, 30), date(1932, 1, 1), (date(2031, 9, 30), date(1932, 1, 1)), id="year-after"),
        pytest.param(date(1998, 5, 1), date(1940, 1, 1), (date(1998, 5, 1), date(1940, 1, 1)), id="expired-in-1998"),
        pytest.param(date(1960, 1, 1), date(1940, 1, 1), (date(1960, 1, 1), date(1940, 1, 1)), id="window-begins"),
        pytest.param(date(2059, 12, 31), date(1999, 1, 1), (date(2059, 12, 31), date(1999, 1, 1)), id="window-ends"),
    ],
)
def test_centuries(expiry, birth, read):
    """A birth in the last two digits of the expiry, or below, is taken for one of this century: told in the module."""
    strip = parse(
        compose_td3(
            number="19AB12345", birth=birth, sex="F", expiry=expiry, nationality="FRA", surname="DUBOIS", given="Anne"
        )
    )

    assert strip.date_expiration is not None
    assert strip.date_naissance is not None
    assert (strip.date_expiration.value, strip.date_naissance.value) == read


def test_the_birth_of_a_card_holder_is_before_the_card():
    strip = parse(compose_cni(number="050475012345", birth=date(1906, 1, 1), sex="F", surname="DUBOIS", given=["ANNE"]))

    assert strip.date_naissance is not None
    assert strip.date_naissance.value == date(1906, 1, 1)


@pytest.mark.parametrize(
    ("surname", "given", "nom", "prenoms", "cut"),
    [
        pytest.param("D'ALMEIDA", ["JEAN-PIERRE"], "D ALMEIDA", ("JEAN PIERRE",), (False, False), id="signs"),
        pytest.param("LI", ["A", "B", "C"], "LI", ("A", "B", "C"), (False, False), id="several"),
        pytest.param("DUBOIS", ["MAXIMILIEN", "HENRI"], "DUBOIS", ("MAXIMILIEN", "HE"), (False, True), id="cut-names"),
        pytest.param("X" * 24, ["ANNE"], "X" * 24, ("ANNE",), (False, False), id="24-letters"),
        pytest.param("X" * 25, ["ANNE"], "X" * 25, ("ANNE",), (True, False), id="25-letters-may-go-on"),
        pytest.param("DUBOIS", ["ANNE-CHARLOTTE"], "DUBOIS", ("ANNE CHARLOTTE",), (False, True), id="14-may-go-on"),
    ],
)
def test_names_of_the_laminated_card(surname, given, nom, prenoms, cut):
    strip = parse(compose_cni(number="150175012345", birth=date(1988, 4, 12), sex="F", surname=surname, given=given))

    assert (strip.nom, strip.prenoms) == (nom, prenoms)
    assert (strip.nom_coupe, strip.prenoms_coupes) == cut


@pytest.mark.parametrize(
    ("printed", "strip", "is_cut", "agree"),
    [
        pytest.param("LE GOFF-D'ARC", "LE GOFF D ARC", False, True, id="signs"),
        pytest.param("MAXIMILIEN HENRI", "MAXIMILIEN HE", True, True, id="cut"),
        pytest.param("MAXIMILIEN HENRI", "MAXIMILIEN HE", False, False, id="not-cut"),
        pytest.param("MAXIMILIEN", "MAXIMILIEN HE", True, False, id="print-shorter"),
        pytest.param("DUBOIS", "DUPUIS", False, False, id="another"),
        pytest.param("DUBOIS", "", True, False, id="nothing-read"),
    ],
)
def test_a_printed_name_and_that_of_the_strip(printed, strip, is_cut, agree):
    assert mrz_identite.names_agree(printed, strip, is_cut=is_cut) is agree


def test_a_digit_that_is_like_no_letter_leaves_the_name_unread():
    assert parse(altered(TD1, 2, 2, "7")).nom == ""


@pytest.mark.parametrize("lines", [CNI, TD1, TD3, PERMIS], ids=["cni", "td1", "td3", "licence"])
def test_whatever_is_read_is_a_strip_or_refused(lines):
    """Random damage: no other error than a FormatError, and a right overall digit only by chance."""
    rng = Random(5)
    read = 0
    for _ in range(400):
        damaged = ["".join(rng.choice("A1<LZ9O") if rng.random() < 0.4 else char for char in line) for line in lines]
        try:
            read += parse(damaged, format_of(lines)).check_ok
        except FormatError:
            continue
    assert read < 40


def test_signs_that_stand_in_no_strip_are_refused():
    with pytest.raises(FormatError):
        parse(altered(TD1, 0, 5, "é"))
