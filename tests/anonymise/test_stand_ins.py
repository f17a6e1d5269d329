"""What stands for a value: same format, same differences, nothing of it left."""

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.anonymise.cover import Cover, Zone
from pipeline.anonymise.days import Move
from pipeline.anonymise.known import Kind, Value, is_of_kind, values_of
from pipeline.anonymise.lattices import best, carried, made_of
from pipeline.anonymise.leaks import leaks
from pipeline.anonymise.public import FUNCTION, public_words
from pipeline.anonymise.stand_ins import Dice, drawn
from pipeline.anonymise.strips import rewritten
from pipeline.core.formats import mrz_carte_grise, mrz_identite
from tests.builders import a_cession, a_field

KEYS = st.binary(min_size=32, max_size=32)
CAPITALS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=14)
SLOW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
DICE = Dice(b"k" * 32)


def a_cover(*values: tuple[Kind, str], move: int = 40, dice: Dice = DICE, variants: tuple[str, ...] = ()) -> Cover:
    return Cover([Value(kind=kind, text=text) for kind, text in values], set(), variants, Move(move), dice)


def differing(one: str, other: str) -> list[int]:
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]


@SLOW
@given(KEYS, CAPITALS, st.data())
def test_what_differs_in_one_place_has_a_stand_in_that_differs_there(
    key: bytes, text: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from([c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c != text[place]]))
    one = drawn(text, Dice(key))
    other = one.like(text[:place] + letter + text[place + 1 :]).replacement
    assert differing(one.replacement, other) == [place]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(Kind.PLATE, "RS074MP", id="siv"),
        pytest.param(Kind.PLATE, "1234AB75", id="fni"),
        pytest.param(Kind.PLATE, "WW123AB", id="provisional"),
        pytest.param(Kind.PLATE, "RSO74MP", id="no-plate"),
        pytest.param(Kind.VIN, "VF1RFB00456789012", id="vin"),
        pytest.param(Kind.FORMULE, "2025QX93671", id="formule"),
        pytest.param(Kind.SIREN, "732829320", id="siren"),
        pytest.param(Kind.SIREN, "732829321", id="siren-with-a-wrong-check-digit"),
        pytest.param(Kind.SIRET, "73282932000074", id="siret"),
        pytest.param(Kind.SIRET, "73282932000075", id="siret-with-a-wrong-check-digit"),
    ],
)
def test_a_number_keeps_its_format(kind: Kind, text: str) -> None:
    new = a_cover((kind, text)).text(text, Zone.PERSONAL)
    assert new != text
    assert [c.isdigit() for c in new] == [c.isdigit() for c in text]
    assert is_of_kind(kind, new) == is_of_kind(kind, text)


def test_plates_that_differ_by_a_character_have_stand_ins_that_do() -> None:
    cover = a_cover((Kind.PLATE, "RS074MP"), (Kind.PLATE, "RS074MB"))
    one, other = (cover.text(plate, Zone.PERSONAL) for plate in ("RS-074-MP", "RS-074-MB"))
    assert differing(one, other) == [8]


def test_a_value_has_one_stand_in_however_it_is_written_or_read() -> None:
    read = "VF3J6X7CPM6773471"
    cover = a_cover((Kind.VIN, read), (Kind.WORD, "AMRANI"), variants=("VF3J6X7CPM677347I",))
    whole = cover.text(read, Zone.PERSONAL)

    assert whole[:3] == "VF3"
    assert cover.text("VF3J********73471", Zone.PERSONAL) == whole[:4] + "********" + whole[-5:]
    assert cover.text("VF36X7CPM6773471", Zone.PERSONAL) == whole[:3] + whole[4:], "an engine lost a character"
    assert cover.text("VF3J6X7CPM677347I", Zone.PERSONAL) == whole[:16] + "I", "a digit read as a letter stays one"
    name = cover.text("AMRANI", Zone.PERSONAL)
    assert cover.text("El Amrani", Zone.PERSONAL)[3:] == name.capitalize()
    assert cover.text("ELAMRANICHLOE", Zone.PERSONAL)[2:8] == name
    assert cover.text("AMRAN1", Zone.PERSONAL)[:5] == name[:5]


def test_only_what_is_known_to_be_public_stays() -> None:
    cover = a_cover((Kind.WORD, "MAIRE"))
    said = cover.text("Certificat de cession 15776 vu par ZORGLUB, 98765 et le MAIRE", Zone.PAGE)
    assert said.startswith("Certificat de cession 15776 ")
    assert "ZORGLUB" not in said
    assert "98765" not in said
    assert "MAIRE" not in said
    assert "Certificat" not in cover.text("Certificat", Zone.PERSONAL), "where a name is asked for a word is a name"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/2026", "21/04/2026"),
        ("12032026", "21042026"),
        ("né le 12 mars 2026", "né le 21 avril 2026"),
        ("jeudi 12 mars 2026", "mardi 21 avril 2026"),
        ("2026-03-12", "2026-04-21"),
        ("le 12/03/2026 à 9h15", "le 21/04/2026 à 9h15"),
        ("depuis le 20 mai 2018", "depuis le 20 mai 2018"),
        ("31/12/2025", "09/02/2026"),
        ("20/01/2028", "29/02/2028"),
        ("31/12/9999", "31/12/9999"),
    ],
)
def test_dates_move_by_as_many_days(text: str, expected: str) -> None:
    assert a_cover(move=40).text(text, Zone.PAGE) == expected


@pytest.mark.parametrize("word", ["FRANCK", "ROUGE", "COURT"])
def test_a_word_that_is_nearly_one_of_an_address_is_a_value_where_it_is_surely_read(word: str) -> None:
    """A letter less would tell it, and nothing would look for the others."""
    papers = [a_cession(acquereur_adresse=a_field(f"12 RUE CESAR {word}", confidence=0.95))]
    values = values_of(papers)
    assert Value(kind=Kind.WORD, text=word) in values
    cover = Cover(values, set(), (), Move(40), DICE)
    new = cover.text(f"12 RUE CESAR {word}", Zone.PERSONAL)
    assert differing(new[-len(word) :], word) == [*range(len(word))]
    misread = cover.text(f"{word[:-1]}X", Zone.PERSONAL)
    assert leaks(values, public_words((), {word}), [new, misread]) == set()


def test_a_word_of_an_address_that_was_badly_read_stays_one() -> None:
    papers = [a_cession(acquereur_adresse=a_field("12 CQUARE CESAR", confidence=0.4))]
    assert [value.text for value in values_of(papers) if value.text in ("CQUARE", "CESAR")] == ["CESAR"]


def test_a_misread_date_moves_with_the_one_that_it_is_like() -> None:
    cover = a_cover((Kind.DAY, "12032026"), move=40)
    assert cover.text("1203Z026", Zone.PERSONAL)[:4] == "2104"


def test_a_strip_keeps_its_check_digits_right_or_wrong() -> None:
    right = mrz_identite.compose_td3(
        number="25FW45581", birth=date(1962, 10, 8), sex="M", expiry=date(2035, 5, 30), nationality="FRA",
        surname="GERARD", given="ANTOINE",
    )  # fmt: skip
    wrong = (right[0], right[1][:-1] + str((int(right[1][-1]) + 1) % 10))
    cover = a_cover((Kind.NUMBER, "25FW45581"), (Kind.WORD, "GERARD"), (Kind.WORD, "ANTOINE"), move=40)

    for lines, is_right in ((right, True), (wrong, False)):
        new = rewritten(lines, Move(40), lambda text: cover.text(text, Zone.PERSONAL))
        assert new is not None
        read = mrz_identite.parse(new)
        assert read.overall_ok == is_right
        assert read.numero.check_ok
        assert read.date_naissance is not None
        assert read.date_naissance.value == date(1962, 11, 17)
        assert (read.nom, *read.prenoms) == tuple(cover.text(name, Zone.PERSONAL) for name in ("GERARD", "ANTOINE"))


def test_a_name_cut_at_the_end_of_a_strip_is_the_same_name() -> None:
    lines = ("IDFRAKOWALSKI<<<<<<<<<<<<<<<<<133158", "1904133158656MAELYS<<ANNE<S5107269F9")
    cover = a_cover(*((Kind.WORD, name) for name in ("KOWALSKI", "MAELYS", "ANNE", "SOPHIE")))
    cover.cover_strip(lines, ["KOWALSKI", "MAELYS", "ANNE", "SOPHIE"])
    new = "".join(cover.text(line, Zone.PERSONAL) for line in lines)
    printed = [cover.text(name, Zone.PERSONAL) for name in ("MAELYS", "ANNE", "SOPHIE")]
    assert f"{printed[0]}<<{printed[1]}<{printed[2][0]}" in new


def test_a_strip_is_not_covered_as_another_one_that_is_filled_up_alike() -> None:
    names = ("PETIT", "JEAN", "ROUX", "LEA")
    cover = a_cover(*((Kind.WORD, name) for name in names))
    for nom, prenom in (names[:2], names[2:]):
        cover.cover_strip(
            mrz_identite.compose_td3(
                number="25FW45581", birth=date(1962, 10, 8), sex="M", expiry=date(2035, 5, 30), nationality="FRA",
                surname=nom, given=prenom,
            ), [nom, prenom],
        )  # fmt: skip
    new = cover.text(f"P<FRA{'<<'.join(names[2:]):<<39}", Zone.PERSONAL)
    assert new.startswith(f"P<FRA{'<<'.join(cover.text(name, Zone.PERSONAL) for name in names[2:])}<")


def test_a_word_misread_beyond_likeness_is_covered_as_what_it_was_taken_for() -> None:
    values = [Value(kind=Kind.WORD, text="FERIN")]
    cover = Cover(values, set(), (), Move(40), DICE, {"PRN": "FERIN", "PXYIN": "FERIN"})
    assert cover.text("PXYIN", Zone.PERSONAL)[-2:] == cover.text("FERIN", Zone.PERSONAL)[-2:]


def test_words_and_hours_that_say_nothing_stay_however_they_were_read() -> None:
    cover = a_cover((Kind.WORD, "VENDRE"))
    said = "vendar le 12/11/2026 9h100"
    zones = [Zone.PUBLIC] * 9 + [Zone.PERSONAL] * 12 + [Zone.PUBLIC] * 5
    new = "".join(sub.text for sub in cover.subs(said, zones))
    assert new[6:] == " le 22/12/2026 9h100"
    assert new[:6] != "vendar", "but not where they hold a part of a name"


def test_a_printed_word_misread_stays_but_where_that_made_a_part_of_a_value() -> None:
    cover = Cover([Value(kind=Kind.WORD, text="TITRES")], {"TITULAIRE"}, (), Move(40), DICE)
    assert cover.text("TITULA1RE", Zone.PAGE) == "TITULA1RE"
    assert "ITRE" not in cover.text("TITULAITRE", Zone.PAGE)


def test_the_strip_of_a_card_says_the_same_as_the_card() -> None:
    lines = mrz_carte_grise.compose(
        immatriculation="AB-123-CD", vin="VF1RFB00456789012", date_premiere_immatriculation=date(2016, 5, 20),
        numero_formule="2019AB12345", genre="VP", carrosserie="CI", marque="RENAULT", denomination_commerciale="CLIO",
    )  # fmt: skip
    cover = a_cover((Kind.PLATE, "AB123CD"), (Kind.VIN, "VF1RFB00456789012"), (Kind.FORMULE, "2019AB12345"))
    cover.cover_strip(lines, [])
    read = mrz_carte_grise.parse(tuple(cover.text(line, Zone.PERSONAL) for line in lines))
    assert read.check_ok
    assert read.overall_ok
    assert read.immatriculation.value == cover.text("AB-123-CD", Zone.PERSONAL).replace("-", "")
    assert read.vin.value == cover.text("VF1RFB00456789012", Zone.PERSONAL)
    assert (read.marque, read.denomination_commerciale) == ("RENAULT", "CLIO")


def test_a_lattice_reads_as_the_new_text() -> None:
    one = drawn("RS074MP", DICE)
    lattice = ("", "R99", "", "S97", "S50", "", "060O35", "", "799", "499", "M99", "P99")
    new = carried(lattice, "RS074MP", one.along("RS074MP"))
    assert best(new) == one.replacement
    assert made_of("AAB") == ("", "A99", "", "A99", "", "B99")
    assert best(made_of("AAB")) == "AAB"


@SLOW
@given(KEYS, CAPITALS, CAPITALS)
def test_names_leave_nothing_of_themselves(key: bytes, nom: str, prenom: str) -> None:
    assume(not {nom, prenom} & FUNCTION)
    values = [Value(kind=Kind.WORD, text=nom), Value(kind=Kind.WORD, text=prenom)]
    cover = Cover(values, set(), (), Move(40), Dice(key))
    said = cover.text(f"Je soussigné {nom.capitalize()} {prenom}, {nom}{prenom}", Zone.PERSONAL)
    assert leaks(values, set(), [said]) == set()


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        pytest.param(Kind.WORD, "DUBOIS", "vu: M. dubois", id="whole"),
        pytest.param(Kind.WORD, "DUBOIS", "XDUBOYS", id="part"),
        pytest.param(Kind.WORD, "LEFEVRE", "Lefèvre", id="accents"),
        pytest.param(Kind.PLATE, "RS074MP", "RS-074-MP", id="separators"),
        pytest.param(Kind.VIN, "VF3J6X7CPM6773471", "773471", id="tail"),
        pytest.param(Kind.SIREN, "732829320", "732 829 320", id="blanks"),
        pytest.param(Kind.DAY, "08101962", "le 8 octobre 1962", id="day-in-letters"),
        pytest.param(Kind.DAY, "08101962", "1962-10-08", id="iso-day"),
    ],
)
def test_what_is_left_is_found(kind: Kind, text: str, left: str) -> None:
    assert leaks([Value(kind=kind, text=text)], {"VU"}, [left]) == {kind}


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        pytest.param(Kind.SIRET, "03442023200018", "le 09/05/2023", id="a-year"),
        pytest.param(Kind.WORD, "MARCHAND", "LCHANGEMENT", id="a-printed-word-misread"),
    ],
)
def test_what_stands_there_by_chance_is_no_leak(kind: Kind, text: str, said: str) -> None:
    value = [Value(kind=kind, text=text)]
    assert leaks(value, {"CHANGEMENT"}, [said]) == set()
    assert leaks(value, {"CHANGEMENT"}, [f"{said} {text[:6]}"]) == {kind}
