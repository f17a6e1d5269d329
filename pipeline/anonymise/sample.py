"""`conforme anonymise`: a sample that can leave the company, made of a dossier that cannot.

    read ─► judge ─► values ─► cover ─► judge again ─► look for leaks ─► write
                                 ▲           │               │
                                 └─── another move of the dates, other dice

Nothing is written unless every rule says of the new readings what it said of the old ones, and nothing of the old
ones is left.
"""

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from pydantic import JsonValue

from pipeline.anonymise.cover import Cover
from pipeline.anonymise.days import Move
from pipeline.anonymise.faces import covered, technical_words, texts_of
from pipeline.anonymise.images import Secret
from pipeline.anonymise.known import MIN_PART, Kind, Value, heard_in, printed_names, values_of
from pipeline.anonymise.leaks import texts_in
from pipeline.anonymise.public import LAW_DAYS, public_words
from pipeline.anonymise.stand_ins import Dice
from pipeline.core.dates import add_days, add_months
from pipeline.core.documents import Document
from pipeline.core.dossier import Facts, FileRecord
from pipeline.core.errors import ReportNotWritten
from pipeline.core.report import Finding, Report
from pipeline.expected import Expected
from pipeline.readings import Readings, check_readings
from pipeline.replaying import END_OF_DAY
from pipeline.run import Assemble, Demand
from pipeline.stages.facts import read_facts
from pipeline.stages.ingest import FACTS_FILE
from pipeline.stages.write import write_report
from validators.context import PARIS

Term = tuple[date, date]
"""First and last day of what a paper is valid for."""

TRIES = 12
"""Moves of the dates, each with other dice."""
LEAST_DAYS, MOST_DAYS = 20, 330
"""By how much dates move. Farther than a year, laws and editions of forms would be others."""
_PRINTED = "date_certificat"
"""Its year is that of the numéro de formule, of which the stand-in keeps the year."""
_ENDINGS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif"})


@dataclass(frozen=True)
class Anonymised:
    """A sample, ready to be written."""

    readings: Readings
    facts: Facts
    expected: Expected
    counts: Mapping[Kind, int]
    """Different values replaced, by kind."""
    papers: Mapping[str, bytes] = field(default_factory=dict)
    """Its files by their names, where it has page images."""

    def with_papers(self, papers: Mapping[str, bytes]) -> "Anonymised":
        """The sample with files, which its readings are said to be of from now on."""
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in papers.items()}
        files = tuple(record.model_copy(update={"sha256": digests[record.file]}) for record in self.readings.files)
        return replace(self, papers=papers, readings=self.readings.model_copy(update={"files": files}))

    def write(self, folder: Path) -> None:
        """Write it, for its owner only. Raises ReportNotWritten."""
        for name, content in self.papers.items():
            write_report(folder / name, content)
        self.readings.save(folder)
        write_report(folder / FACTS_FILE, _toml(self.facts))
        self.expected.save(folder)


@dataclass(frozen=True)
class Original:
    """A dossier that must not leave."""

    path: Path
    readings: Readings
    facts: Facts
    report: Report
    demand: Demand

    @classmethod
    def of(cls, path: Path, readings: Readings, demand: Demand, assemble: Assemble) -> "Original":
        """That dossier, judged at the end of its day as its sample will be, which says that day.

        Raises:
            ReportNotWritten: a rule crashed on it: there is no answer that could be kept.
        """
        day = demand.now.astimezone(PARIS).date()
        demand = replace(demand, now=datetime.combine(day, END_OF_DAY, PARIS))
        checked = check_readings(path, readings, demand, assemble)
        if checked.crashes:
            raise ReportNotWritten(
                f"{path} : rien n'est écrit, une règle a planté sur ce dossier ({', '.join(checked.crashes)})."
            )
        return cls(path, readings, read_facts(path), checked.report, demand)

    @property
    def secret(self) -> Secret:
        """What must not be left of it."""
        values = values_of(self.report.documents)
        known = {value.text for value in values if value.kind is Kind.WORD and len(value.text) >= MIN_PART}
        return Secret(values, public_words(technical_words(self.readings.faces), known))


def anonymised(
    original: Original, name: str, assemble: Assemble, key: bytes, *, is_pictured: bool = False
) -> Anonymised:
    """A sample of that name in the place of the original.

    Args:
        original: see there.
        name: of the folder it will stand in.
        assemble: joins the sides of papers.
        key: secret, of this run alone.
        is_pictured: it is to get page images, which are PDFs.

    Raises:
        ReportNotWritten: no try keeps what the rules say and hides all; the message says what stands against it.
    """
    if printed_names(original.report.documents):
        raise ReportNotWritten(
            f"{original.path} : rien n'est écrit, un nom de personne est aussi un mot que les pièces impriment."
        )
    dice = Dice(key)
    values = values_of(original.report.documents)
    reason = "aucun déplacement des dates ne convient"
    printed = {field.value for paper in original.report.documents for key, field in paper.fields() if key == _PRINTED}
    moves = _moves(values, {day for day in printed if day}, _terms(original.report.documents), dice)
    for rank, move in enumerate(moves):
        try:
            names = _names(original.readings.files, is_pictured=is_pictured)
            sample, report = _try(original, values, name, names, assemble, move, dice.other(rank))
        except ValueError:
            reason = "une valeur n'a pas de remplaçante du même format"
            continue
        if differing := _differing(original.report, report):
            reason = f"les règles ne diraient plus la même chose ({', '.join(sorted(differing)[:5])})"
            continue
        if left := _left(original, values, sample, name, report.documents):
            reason = f"il resterait quelque chose d'une valeur ({', '.join(sorted(left))})"
            continue
        return sample
    raise ReportNotWritten(f"{original.path} : rien n'est écrit, {reason}.")


def _try(
    original: Original,
    values: Sequence[Value],
    name: str,
    names: Mapping[str, str],
    assemble: Assemble,
    move: Move,
    dice: Dice,
) -> tuple[Anonymised, Report]:
    faces = original.readings.faces
    heard = heard_in(original.report.documents)
    cover = Cover(values, technical_words(faces), list(texts_of(faces)), move, dice, heard)
    for document in original.report.documents:
        strip = dict(document.fields()).get("mrz")
        if strip and strip.value:
            cover.cover_strip(strip.value, [value.text for value in values_of([document]) if value.kind is Kind.WORD])
    readings = original.readings.model_copy(
        update={
            "faces": covered(faces, cover, names.__getitem__, dice),
            "files": tuple(_record(record, names, dice) for record in original.readings.files),
        }
    )
    readings = Readings.model_validate_json(readings.model_dump_json())  # as it will be read back
    day = move.of(original.report.date_demande)
    facts = original.facts.model_copy(update={"date_demande": day, "notes": None})
    now = datetime.combine(day, original.demand.now.timetz())
    checked = check_readings(Path(name), readings, replace(original.demand, now=now), assemble, facts)
    expected = Expected.of(checked.report, original.demand.policy.min_confidence)
    return Anonymised(readings, facts, expected, cover.counts), checked.report


def _moves(values: Sequence[Value], of_year: Set[date], terms: Set[Term], dice: Dice) -> Iterator[Move]:
    """Moves to try: none puts a day where another one was, or takes one of `of_year` into another year.

    Nor one that makes a term a day longer or shorter, if any other is left.
    """
    days = {date(int(one.text[4:]), int(one.text[2:4]), int(one.text[:2])) for one in values if one.kind is Kind.DAY}
    possible = [sign * count for count in range(LEAST_DAYS, MOST_DAYS) for sign in (1, -1)]
    dice.of("moves").shuffle(possible)
    is_free = _is_free(days - LAW_DAYS, of_year)
    straight = [move for move in map(Move, possible) if is_free(move) and all(_is_kept(term, move) for term in terms)]
    return iter((straight or [move for move in map(Move, possible) if is_free(move)])[:TRIES])


def _is_free(days: Set[date], of_year: Set[date]) -> Callable[[Move], bool]:
    return lambda move: (
        not {move.of(day) for day in days} & days and all(move.of(day).year == day.year for day in of_year)
    )


def _terms(documents: Iterable[Document]) -> set[Term]:
    """Pairs of days of one paper that are years apart, to the day or to the day before: what it is valid for."""
    return {
        (one, other)
        for document in documents
        for one, other in itertools.permutations(
            [field.value for _, field in document.fields() if isinstance(field.value, date)], 2
        )
        if one < other and _years_apart(one, other)
    }


def _is_kept(term: Term, move: Move) -> bool:
    """Whether a term is moved to one of as many years: leap days may lie in the one and not in the other."""
    start, end = term
    return _years_apart(move.of(start), move.of(end)) == _years_apart(start, end)


def _years_apart(start: date, end: date) -> int:
    """Years from one day to the other or to the day before it; 0 when it is another time."""
    years = end.year - start.year
    return years * any(add_months(start, 12 * years) == day for day in (end, add_days(end, 1)))


def _differing(before: Report, after: Report) -> set[str]:
    """Ids of the rules that do not say the same of both, and what of the answer is another."""
    one, other = (Counter(map(_said, report.findings)) for report in (before, after))
    rules = {rule for rule, *_ in (one - other) | (other - one)}
    return rules | ({"verdict"} if (before.verdict, before.motifs) != (after.verdict, after.motifs) else set())


def _said(finding: Finding) -> tuple[str, str, str, str | None]:
    return finding.rule, finding.status, finding.severity, finding.motif


def _left(
    original: Original, values: Sequence[Value], sample: Anonymised, name: str, documents: Sequence[Document]
) -> set[Kind]:
    """Kinds of the values of which something is left: in a text, or as a whole in what is read on a paper."""
    written: list[JsonValue] = [
        name,
        sample.facts.model_dump(mode="json"),
        sample.expected.model_dump(mode="json"),
        [record.model_dump(mode="json") for record in sample.readings.files],
    ]
    found = original.secret.found_in(texts_in(sample.readings.faces, written))
    again = set(values) & set(values_of(documents))
    return found | {value.kind for value in again if len(value.text) >= MIN_PART and value.kind is not Kind.DAY}


def _names(files: Sequence[FileRecord], *, is_pictured: bool) -> dict[str, str]:
    """What files are called: by their rank, since names say much."""
    endings = (".pdf" if is_pictured else Path(record.file).suffix.lower() for record in files)
    return {
        record.file: f"{rank:03}{ending if ending in _ENDINGS else ''}"
        for rank, (record, ending) in enumerate(zip(files, endings, strict=True), start=1)
    }


def _record(record: FileRecord, names: Mapping[str, str], dice: Dice) -> FileRecord:
    detail = record.detail
    for name in sorted(names, key=len, reverse=True):
        detail = detail.replace(name, names[name])
    digest = hashlib.sha256(dice.of("file", record.sha256).randbytes(32)).hexdigest() if record.sha256 else ""
    return record.model_copy(update={"file": names[record.file], "detail": detail, "sha256": digest})


def _toml(facts: Facts) -> str:
    """`dossier.toml` of these facts, which are days, switches and words of ours."""
    told = {key: value for key, value in facts if value is not None}
    return "".join(
        f"{key} = {value if isinstance(value, date) else json.dumps(value)}\n" for key, value in told.items()
    )
