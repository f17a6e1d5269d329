"""Addresses (rules.md 4.6): same, same town, other town, or contradictory."""

import pytest

from validators.addresses import Address, Place, compare

LILAS = Address("12 RUE DES LILAS", "31000", "TOULOUSE")


@pytest.mark.parametrize(
    ("other", "place"),
    [
        pytest.param(Address("12, rue des Lilas", "31000", "Toulouse"), Place.SAME, id="writing"),
        pytest.param(Address("14 RUE DES LILAS", "31000", "TOULOUSE"), Place.SAME_TOWN, id="other-number"),
        pytest.param(Address("12 RUE DES ROSES", "31000", "TOULOUSE"), Place.SAME_TOWN, id="other-street"),
        pytest.param(Address("12 RUE DES LILAS", "31400", "TOULOUSE"), Place.SAME, id="other-postcode-same-town"),
        pytest.param(Address("12 RUE DES LILAS", "31000", "TOULOUSE CEDEX 4"), Place.SAME, id="cedex"),
        pytest.param(Address("12 RUE DES LILAS", "31000", "TOULOSE"), Place.SAME, id="one-letter-of-the-town"),
        pytest.param(Address("12 RUE DES LILAS", "31000", "BLAGNAC"), Place.UNSURE, id="postcode-against-town"),
        pytest.param(Address("8 RUE NEUVE", "44000", "NANTES"), Place.OTHER_TOWN, id="other-town"),
        pytest.param(
            Address("12 RUE DES LILAS", "82000", "TOULOUSE"), Place.OTHER_TOWN, id="town-of-that-name-elsewhere"
        ),
    ],
)
def test_addresses(other, place):
    """Either way round."""
    assert compare(LILAS, other) is place
    assert compare(other, LILAS) is place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Address("5 AVENUE JEAN JAURES", "69007", "LYON"), Address("5 av. Jean-Jaurès", "69007", "LYON 7EME")),
        (Address("3 BIS BD ST MICHEL", "75005", "PARIS"), Address("3B BOULEVARD SAINT MICHEL", "75005", "PARIS 05")),
        (Address("1 RUE BASSE", "02100", "SAINTQUENTIN"), Address("1 RUE BASSE", "02100", "SAINT-QUENTIN")),
        (Address("1 PL DE LA MAIRIE", "93210", "SAINT DENIS"), Address("1 place Mairie", "93210", "ST-DENIS")),
    ],
)
def test_the_same_address_written_otherwise(one, other):
    """Abbreviations, arrondissements, small words."""
    assert compare(one, other) is Place.SAME


def test_a_street_that_was_not_read_says_no_more_than_the_town():
    known = Address("8 RUE NEUVE", "44000", "NANTES")

    assert compare(known, Address("", "44000", "NANTES")) is Place.SAME_TOWN_AT_LEAST
    assert compare(known, Address("", "31000", "TOULOUSE")) is Place.OTHER_TOWN


@pytest.mark.parametrize(
    ("line", "address"),
    [
        pytest.param("8 RUE NEUVE 44000 NANTES", Address("8 RUE NEUVE", "44000", "NANTES"), id="plain"),
        pytest.param("8 RUE NEUVE, 44000 NANTES CEDEX 2", Address("8 RUE NEUVE", "44000", "NANTES CEDEX 2"), id="box"),
        pytest.param("44000 NANTES", Address("", "44000", "NANTES"), id="no-street"),
        pytest.param(
            "12345 RUE NEUVE 44000 NANTES", Address("12345 RUE NEUVE", "44000", "NANTES"), id="the-last-number-counts"
        ),
        pytest.param("8 RUE NEUVE NANTES", None, id="no-postcode"),
        pytest.param("8 RUE NEUVE 44000", None, id="no-town"),
    ],
)
def test_an_address_on_one_line(line, address):
    assert Address.of_line(line) == address
