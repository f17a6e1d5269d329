"""Doubtful values settled by what another paper says and the pixels support, and true differences that never are."""

from datetime import date, time

import pytest

from extractors.verify import verified
from pipeline.core.model import Lattice
from tests.builders import a_carte_grise, a_cession, a_controle_technique, a_field

VIN = "VF1RFB00456789012"
SOLD = date(2026, 11, 12)


def seen(text: str, rivals: dict[int, tuple[str, int]] | None = None) -> Lattice:
    """What an engine believes of a clear line; `rivals` gives some per cent at an index to another character."""
    steps = []
    for i, character in enumerate(text):
        other, share = (rivals or {}).get(i, ("", 0))
        believed = {character: 97 - share, other: share}
        steps.append("".join(f"{c}{p:02d}" for c, p in believed.items() if c.isalnum() and p))
        steps.append("")
    return tuple(steps)


def doubtful(value, lattice: Lattice, confidence=0.5):
    return a_field(value, confidence).model_copy(update={"raw": str(value), "lattices": (lattice,)})


def the_vin(lattice, value=VIN, confidence=0.5):
    card = a_carte_grise(vin=a_field(VIN, 0.99))
    _, cession = verified([card, a_cession(vin=doubtful(value, lattice, confidence))])
    return cession.vin


def test_a_vin_that_the_pixels_support_is_settled_by_the_card():
    found = the_vin(seen(VIN, {3: ("K", 40)}))

    assert found.confidence >= 0.8
    assert "verified against carte_grise-1" in found.repairs[0]


def test_the_card_gives_the_character_that_free_reading_missed():
    found = the_vin(seen(VIN, {3: ("K", 55)}), value=VIN.replace("R", "K"))

    assert found.value == VIN
    assert f"read '{VIN.replace('R', 'K')}'" in found.repairs[0]


@pytest.mark.parametrize("rank", range(17))
def test_a_vin_with_one_true_other_character_is_never_settled(rank):
    other = VIN[:rank] + ("X" if VIN[rank] != "X" else "Y") + VIN[rank + 1 :]
    found = the_vin(seen(other), value=other)

    assert found.value == other
    assert found.confidence == 0.5


@pytest.mark.parametrize("rank", range(17))
def test_a_vin_that_lacks_a_character_is_never_settled(rank):
    other = VIN[:rank] + VIN[rank + 1 :]

    assert the_vin(seen(other), value=None).value is None


def test_a_vin_that_was_surely_read_is_not_asked_again():
    other = VIN.replace("R", "K")

    assert the_vin(seen(VIN), value=other, confidence=0.9).value == other


def test_an_o_counts_for_the_zero_that_a_vin_can_only_have():
    assert the_vin(seen(VIN.replace("0", "O"))).confidence >= 0.8


@pytest.mark.parametrize("other", [a_cession(genre=a_field("VP")), a_controle_technique(genre=a_field("VP"))])
@pytest.mark.parametrize(
    ("lattice", "value"),
    [
        pytest.param(seen("VP", {0: ("Y", 50)}), "VP", id="struck-through"),
        pytest.param(seen("CTTE"), "P", id="other"),
        pytest.param(seen("P"), "P", id="lacking"),
    ],
)
def test_what_other_papers_repeat_settles_the_card_where_its_pixels_support_it(other, lattice, value):
    found, _ = verified([a_carte_grise(genre=doubtful("P", lattice)), other])

    assert found.genre.value == value
    assert (found.genre.confidence >= 0.8) == (value == "VP")


@pytest.mark.parametrize(("printed", "value"), [("ZEOA05", "ZE0A05"), ("ZECA05", "ZECA05")])
def test_a_zero_of_a_code_that_the_card_draws_as_an_o_is_told_by_the_certificate(printed, value):
    card = a_carte_grise(type_variante_version=doubtful(printed, seen(printed)))
    found, _ = verified([card, a_cession(type_variante_version=a_field("ZE0A05"))])

    assert found.type_variante_version.value == value


def mention(written: str, sold=SOLD, at=None):
    card = a_carte_grise(mention_cession_date=doubtful(None, seen(written)).model_copy(update={"raw": written}))
    hour = {"heure_cession": a_field(at)} if at else {}
    found, _ = verified([card, a_cession(date_cession=a_field(sold), **hour)])
    return found.mention_cession_date


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("VENDU LE 12/11/2026", id="plain"),
        pytest.param("CEDE LE 12 11 26 A PARIS", id="short-year"),
    ],
)
def test_a_handwritten_date_is_settled_wherever_it_stands_in_the_line(written):
    assert mention(written).value == SOLD


@pytest.mark.parametrize(
    "written", ["VENDU LE 12/11/2026 A 19H30", "VENDU LE 12/11/2026 I G H. 45", "VENDU LE 12/11/2026 A 1B45"]
)
def test_a_date_in_full_is_settled_whatever_becomes_of_the_hour(written):
    assert mention(written, at=time(18, 30)).value == SOLD


@pytest.mark.parametrize(
    "written", ["VENDU LE 12/11/2025 A 19H30", "VENDU LE 2/11/2026 A 19H30", "LE 12/12/2026 A 12H"]
)
def test_another_date_is_not_settled_because_more_stands_behind_it(written):
    assert mention(written, at=time(19, 30)).value is None


@pytest.mark.parametrize("other", ["12/10/2026", "13/11/2026", "12/11/2025", "2/11/2026", "12/1/2026"])
def test_another_date_is_never_settled(other):
    assert mention(f"VENDU LE {other}").value is None


def test_a_town_is_settled_under_a_mention_that_runs_across_its_end_only():
    sold = a_cession(vendeur_code_postal=a_field("67000"), vendeur_commune=a_field("STRASBOURG"))

    def town(line: str):
        field = doubtful("?", seen(line)).model_copy(update={"raw": line})
        return verified([a_carte_grise(commune=field), sold])[0].commune.value

    assert town("67000STRASBOURG/2026 16H00") == "STRASBOURG"
    assert town("67000STRASBOURGAL30") == "STRASBOURG"
    assert town("67000STRASB0URG") == town("67000STRASBQURG") == "STRASBOURG"
    assert town("67000STRASBOURGSUDLOIRE") == town("67000STRASBCURG") == "?"


def test_two_cards_settle_nothing():
    cards = [a_carte_grise(1, vin=a_field(VIN)), a_carte_grise(2, vin=a_field(VIN))]
    *_, cession = verified([*cards, a_cession(vin=doubtful(VIN, seen(VIN)))])

    assert cession.vin.confidence == 0.5


@pytest.mark.parametrize(
    ("sold", "written"),
    [(date(2026, 11, 1), "1/11/2026"), (date(2026, 1, 11), "11/1/2026"), (date(2026, 1, 1), "1/1/2026")],
    ids=["1/11", "11/1", "1/1"],
)
def test_a_date_of_ones_is_settled_by_where_its_slash_is_read(sold, written):
    assert mention(f"VENDU LE {written}", sold=sold).value == sold


@pytest.mark.parametrize(
    ("sold", "written"),
    [(date(2026, 11, 1), "11/1/2026"), (date(2026, 1, 11), "1/11/2026"), (date(2026, 11, 1), "111/2026")],
)
def test_a_date_with_the_same_figures_is_another_one(sold, written):
    assert mention(f"VENDU LE {written}", sold=sold).value is None


def by_hand(**fields):
    """A certificate whose zones read as badly as those by hand, beside a card that says what is usual."""
    unsure = {
        key: doubtful("X", seen("X"), 0.5)
        for key in ("vendeur_adresse", "vendeur_commune", "vendeur_fait_a", "acquereur_nom", "acquereur_adresse",
                    "acquereur_commune", "acquereur_lieu_naissance", "agrement_vhu")
    }  # fmt: skip
    return verified([a_carte_grise(), a_cession(**(unsure | fields))])[1]


def test_by_hand_a_value_that_both_engines_read_and_no_paper_repeats_is_less_sure():
    assert by_hand(acquereur_fait_a=doubtful("LYON", seen("LYON"), 0.98)).acquereur_fait_a.confidence == 0.88


def test_by_hand_a_value_that_the_card_repeats_keeps_its_confidence():
    assert by_hand(marque=doubtful("RENAULT", seen("RENAULT"), 0.98)).marque.confidence == 0.98


def test_by_hand_a_misread_letter_is_asked_again():
    found = by_hand(marque=doubtful("KENAULT", seen("KENAULT", {0: ("R", 60)}), 0.98)).marque

    assert found.value == "RENAULT"
    assert 0.8 <= found.confidence < 0.9


@pytest.mark.parametrize("share", [0, 20, 40])
def test_by_hand_a_letter_that_another_fits_better_is_not_settled(share):
    found = by_hand(marque=doubtful("KENAULT", seen("KENAULT", {0: ("R", share)}), 0.98)).marque

    assert found.value == "KENAULT"
    assert found.confidence < 0.9
