"""Delays are counted as rules.md 3.1 says; the worked examples D01 to D29 that need no rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.dates import add_months, age_days, age_years, anniversary, is_younger_than, last_day, last_good_day


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2026, 3, 10), 6, date(2026, 9, 10), id="same-day-number"),
        pytest.param(date(2026, 10, 6), 6, date(2027, 4, 6), id="over-new-year"),
        pytest.param(date(2025, 12, 31), 2, date(2026, 2, 28), id="short-month"),
        pytest.param(date(2027, 12, 31), 2, date(2028, 2, 29), id="leap-year"),
        pytest.param(date(2026, 12, 1), 0, date(2026, 12, 1), id="none"),
        pytest.param(date(2026, 1, 31), -2, date(2025, 11, 30), id="backwards"),
        pytest.param(date(9998, 2, 1), 24, date.max, id="beyond-the-last-day"),
        pytest.param(date(1, 2, 1), -2, date.min, id="before-the-first-day"),
    ],
)
def test_months_keep_the_day_number_or_end_the_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(day=st.dates(date(1950, 1, 1), date(2100, 1, 1)), months=st.integers(-600, 600))
def test_adding_months_moves_by_that_many_months_and_never_beyond(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("issued", "on", "days"),
    [
        pytest.param(date(2026, 3, 1), date(2026, 3, 15), 14, id="D01"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 16), 15, id="D02"),
        pytest.param(date(2026, 2, 20), date(2026, 3, 6), 14, id="D03-short-february"),
        pytest.param(date(2028, 2, 21), date(2028, 3, 6), 14, id="D04-leap-year"),
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), 0, id="D05-same-day"),
        pytest.param(date(2026, 3, 13), date(2026, 3, 12), -1, id="after"),
    ],
)
def test_age_counts_days_from_zero(issued: date, on: date, days: int) -> None:
    assert age_days(issued, on) == days


@pytest.mark.parametrize(
    ("start", "delay", "last"),
    [
        pytest.param(date(2026, 3, 12), {"days": 15}, date(2026, 3, 27), id="D06"),
        pytest.param(date(2026, 2, 20), {"days": 15}, date(2026, 3, 7), id="D07"),
        pytest.param(date(2026, 12, 20), {"days": 15}, date(2027, 1, 4), id="D08"),
        pytest.param(date(2026, 3, 12), {"months": 1}, date(2026, 4, 12), id="D09"),
        pytest.param(date(2026, 1, 31), {"months": 1}, date(2026, 2, 28), id="D10-not-30-days"),
        pytest.param(date(2028, 1, 31), {"months": 1}, date(2028, 2, 29), id="D11"),
        pytest.param(date(2026, 2, 1), {"months": 1}, date(2026, 3, 1), id="D12-not-30-days"),
        pytest.param(date(2026, 7, 10), {"months": 1}, date(2026, 8, 10), id="D13-not-30-days"),
        pytest.param(date(2025, 11, 30), {"months": 3}, date(2026, 2, 28), id="D24"),
        pytest.param(date(2026, 3, 1), {"days": 15}, date(2026, 3, 16), id="D27"),
        pytest.param(date(2026, 1, 5), {"months": 2}, date(2026, 3, 5), id="D28"),
    ],
)
def test_last_day_to_act_is_inside(start: date, delay: dict[str, int], last: date) -> None:
    assert last_day(start, **delay) == last


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        pytest.param(date(2026, 3, 10), 6, date(2026, 9, 9), id="D14"),
        pytest.param(date(2026, 10, 6), 6, date(2027, 4, 5), id="D15"),
        pytest.param(date(2025, 8, 28), 6, date(2026, 2, 27), id="D16-28"),
        pytest.param(date(2025, 8, 29), 6, date(2026, 2, 27), id="D16-29"),
        pytest.param(date(2025, 8, 30), 6, date(2026, 2, 27), id="D16-30"),
        pytest.param(date(2025, 8, 31), 6, date(2026, 2, 27), id="D16-31"),
        pytest.param(date(2023, 8, 31), 6, date(2024, 2, 28), id="D17-leap-year"),
        pytest.param(date(2026, 2, 10), 2, date(2026, 4, 9), id="D18"),
        pytest.param(date(2025, 12, 31), 2, date(2026, 2, 27), id="D19"),
        pytest.param(date(2025, 5, 14), 24, date(2027, 5, 13), id="D20"),
        pytest.param(date(2024, 3, 16), 24, date(2026, 3, 15), id="D25"),
    ],
)
def test_the_day_that_completes_the_last_month_is_too_late(issued: date, months: int, last: date) -> None:
    assert last_good_day(issued, months=months) == last
    assert is_younger_than(issued, months=months, on=last)
    assert not is_younger_than(issued, months=months, on=last + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "years", "reached"),
    [
        pytest.param(date(2022, 10, 1), 4, date(2026, 10, 1), id="D22"),
        pytest.param(date(2020, 2, 29), 5, date(2025, 2, 28), id="D23"),
        pytest.param(date(2020, 2, 29), 4, date(2024, 2, 29), id="leap-to-leap"),
    ],
)
def test_years_are_reached_on_the_anniversary(first: date, years: int, reached: date) -> None:
    assert anniversary(first, years) == reached
    assert age_years(first, reached) == years
    assert age_years(first, reached - timedelta(days=1)) == years - 1


def test_delays_at_the_ends_of_the_calendar_end_there() -> None:
    assert last_day(date.max, days=15, months=1) == date.max
    assert is_younger_than(date.max, months=6, on=date(2026, 3, 10))
    assert not is_younger_than(date.min, months=6, on=date(2026, 3, 10))
    assert age_years(date.max, date(2026, 3, 10)) == 0
