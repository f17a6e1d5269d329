"""Delays, in calendar days and calendar months, as the texts count them (rules.md, section 3.1).

No working days, no hours: what is compared is the day. Four readings of the words of the law, one function each:

- "daté de moins de 15 jours": `age_days(issued, on) < 15`, the day of issue being 0;
- "dans les quinze jours": the day itself does not count, `last_day(start, days=15)` is the last good one;
- "dans le délai d'un mois": `last_day(start, months=1)` is the last good one;
- "de moins de six mois": good while `is_younger_than(issued, months=6, on=day)`;
- "de plus de quatre ans": reached on the `anniversary` itself.

A day that would lie beyond what a `date` can be is the first or the last one: a year that somebody wrote wrong, or a
policy of thousands of years, is no reason to stop.
"""

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month, that many months later (earlier when negative); the last of a month that is shorter.

    Source: code de procédure civile, art. 641 al. 2, by analogy.

    >>> add_months(date(2026, 3, 10), 6)
    datetime.date(2026, 9, 10)
    >>> add_months(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    >>> add_months(date(2028, 1, 31), 1)
    datetime.date(2028, 2, 29)
    >>> add_months(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    >>> add_months(date(9999, 12, 31), 1)
    datetime.date(9999, 12, 31)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """The day that many days later, earlier when negative.

    >>> add_days(date(2026, 2, 28), 1), add_days(date.max, 1)
    (datetime.date(2026, 3, 1), datetime.date(9999, 12, 31))
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def anniversary(day: date, years: int) -> date:
    """The day on which that many years are reached; 28 February for a 29 February in a common year.

    >>> anniversary(date(2022, 10, 1), 4)
    datetime.date(2026, 10, 1)
    >>> anniversary(date(2020, 2, 29), 5)
    datetime.date(2025, 2, 28)
    """
    return add_months(day, 12 * years)


def age_days(issued: date, on: date) -> int:
    """Age of a paper in days: 0 on the day of issue, negative when it is dated after `on`.

    >>> age_days(date(2026, 2, 20), date(2026, 3, 6))
    14
    >>> age_days(date(2026, 3, 13), date(2026, 3, 12))
    -1
    """
    return (on - issued).days


def age_years(since: date, on: date) -> int:
    """Full years reached on that day, 0 before the first anniversary.

    >>> age_years(date(2022, 10, 1), date(2026, 9, 30)), age_years(date(2022, 10, 1), date(2026, 10, 1))
    (3, 4)
    """
    years = on.year - since.year
    return max(0, years if anniversary(since, years) <= on else years - 1)


def last_day(start: date, *, days: int = 0, months: int = 0) -> date:
    """Last day to act in time, itself included; the day of the start does not count.

    No extension when it falls on a Sunday or holiday: that rule is for court procedure.

    >>> last_day(date(2026, 2, 20), days=15)
    datetime.date(2026, 3, 7)
    >>> last_day(date(2026, 1, 31), months=1)
    datetime.date(2026, 2, 28)
    """
    return add_days(add_months(start, months), days)


def is_younger_than(issued: date, *, months: int, on: date) -> bool:
    """Whether a paper is "de moins de N mois" that day: the day that completes the last month is too late.

    >>> is_younger_than(date(2026, 3, 10), months=6, on=date(2026, 9, 9))
    True
    >>> is_younger_than(date(2026, 3, 10), months=6, on=date(2026, 9, 10))
    False
    """
    return on < add_months(issued, months)


def last_good_day(issued: date, *, months: int) -> date:
    """Last day on which a paper is still "de moins de N mois".

    >>> last_good_day(date(2025, 8, 31), months=6)
    datetime.date(2026, 2, 27)
    """
    return add_days(add_months(issued, months), -1)
