"""Days and hours as they are written by hand and by printers."""

from datetime import date, time

import pytest

from pipeline.core.errors import FormatError, InvalidCharacter, InvalidComponent, InvalidLength
from pipeline.core.formats import heure, jour


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12/03/2026", date(2026, 3, 12)),
        ("12.03.2026", date(2026, 3, 12)),
        ("12-03-2026", date(2026, 3, 12)),
        ("12 03 2026", date(2026, 3, 12)),
        ("12032026", date(2026, 3, 12)),
        ("1 2 0 3 2 0 2 6", date(2026, 3, 12)),
        ("12 / 03 / 2026", date(2026, 3, 12)),
        ("2 novembre 2026", date(2026, 11, 2)),
        ("lundi 2 novembre 2026", date(2026, 11, 2)),
        ("1er mars 2026", date(2026, 3, 1)),
        ("1 er Août 2026", date(2026, 8, 1)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_days_are_read_day_first(written, day):
    """All the forms of documents.md 1.1."""
    assert jour.validate(written) == day


@pytest.mark.parametrize(
    ("written", "error"),
    [
        pytest.param("31/04/2026", InvalidComponent, id="no-such-day"),
        pytest.param("29/02/2026", InvalidComponent, id="no-leap-year"),
        pytest.param("12/13/2026", InvalidComponent, id="month-first"),
        pytest.param("00/00/0000", InvalidComponent, id="zeros"),
        pytest.param("mardi 2 novembre 2026", InvalidComponent, id="not-that-weekday"),
        pytest.param("12/03-2026", InvalidCharacter, id="mixed-separators"),
        pytest.param("12/03/26", InvalidLength, id="short-year-not-allowed"),
        pytest.param("5/03/2026", InvalidLength, id="day-of-one-figure"),
        pytest.param("15/3/2026", InvalidLength, id="month-of-one-figure"),
        pytest.param("12/03/202", InvalidCharacter, id="year-of-three"),
        pytest.param("le 12", InvalidCharacter, id="words"),
        pytest.param("", InvalidCharacter, id="empty"),
    ],
)
def test_what_is_no_day_is_refused(written, error):
    """And never turned into another one, not even with corrections allowed."""
    with pytest.raises(error):
        jour.validate(written)
    with pytest.raises(error):
        jour.repair(written)


@pytest.mark.parametrize(
    ("written", "day", "repairs"),
    [
        ("12/03/2026", date(2026, 3, 12), ()),
        ("I2/O3/2026", date(2026, 3, 12), ("I read as 1 at 1", "O read as 0 at 4")),
        ("12/3/26", date(2026, 3, 12), ("year 26 read as 2026",)),
        ("5/3/2026", date(2026, 3, 5), ()),
        ("120326", date(2026, 3, 12), ("year 26 read as 2026",)),
        ("2 novembre 2026", date(2026, 11, 2), ()),
    ],
)
def test_days_written_by_hand_are_corrected_aloud(written, day, repairs):
    """With a year of two digits where the caller allows it."""
    assert jour.repair(written, by_hand=True) == (day, repairs)


@pytest.mark.parametrize("written", ["14/10/20", "14.10.20", "14/10/2O"])
def test_a_year_20_is_rather_one_whose_end_was_lost(written):
    with pytest.raises(InvalidLength):
        jour.repair(written, by_hand=True)


def test_days_are_printed_as_the_papers_do():
    assert jour.format(date(2026, 3, 2)) == "02/03/2026"


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("14h30", time(14, 30)),
        ("14 h 30", time(14, 30)),
        ("14:30", time(14, 30)),
        ("14H", time(14, 0)),
        ("9 heures 05", time(9, 5)),
        ("14 h 30 min", time(14, 30)),
        ("1430", time(14, 30)),
        ("14 30", time(14, 30)),
        ("00h00", time(0, 0)),
        ("23h59", time(23, 59)),
    ],
)
def test_hours_are_read(written, hour):
    """Whatever stands between hours and minutes."""
    assert heure.validate(written) == hour


@pytest.mark.parametrize("written", ["24h00", "12h60", "14", "h30", "14h3", "", "quatorze heures"])
def test_what_is_no_hour_is_refused(written):
    """24h00 is left to the caller."""
    with pytest.raises(FormatError):
        heure.repair(written)


def test_hours_are_corrected_aloud():
    """Letters among the figures, never the h."""
    assert heure.repair("I4hO5") == (time(14, 5), ("I read as 1 at 1", "O read as 0 at 4"))
