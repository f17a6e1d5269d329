"""The report a person reads, on a terminal: verdict, what is wrong, what to do, then the rest.

Everything said by colour is said by a word or a sign too. What comes from the papers or from file names is shown as
plain text: no markup, no control character.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.core.choices import Lang
from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, FileRecord, FileStatus
from pipeline.core.labels import field_label, paper_label
from pipeline.core.model import Field, State
from pipeline.core.printable import printable
from pipeline.core.report import Actor, Advice, Evidence, Finding, Motif, Report, Severity, Status
from pipeline.stages.wording import Wording

KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "carte_grise": (
        "immatriculation",
        "vin",
        "titulaire",
        "cotitulaires",
        "date_premiere_immatriculation",
        "date_certificat",
        "numero_formule",
        "signatures",
    ),
    "certificat_cession": (
        "immatriculation",
        "vin",
        "numero_formule",
        "vendeur_nom",
        "acquereur_nom",
        "date_cession",
        "heure_cession",
        "kilometrage",
    ),
    "controle_technique": ("immatriculation", "vin", "nature", "resultat", "date_controle", "kilometrage"),
    "situation_administrative": (
        "immatriculation",
        "vin",
        "date_etat",
        "date_generation",
        "gage",
        "opposition_transfert",
    ),
    "piece_identite": ("type", "nom", "nom_usage", "prenoms", "date_naissance", "date_expiration"),
    "mandat": ("mandant_nom", "mandataire_nom", "immatriculation", "vin", "operation", "fait_le", "signatures"),
    "kbis": ("denomination", "siren", "representants", "date_a_jour"),
    "declaration_achat": ("immatriculation", "vin", "acheteur_nom", "vendeur_nom", "date_achat", "heure_achat"),
    "demande_immatriculation": ("immatriculation", "vin", "titulaire_nom", "cotitulaire_nom", "date_demande"),
    "accuse_cession": ("code_cession", "immatriculation", "date_cession", "date_enregistrement"),
    "procuration": ("mandants", "mandataire", "fait_le", "signatures"),
    "justificatif_domicile": ("nom", "adresse", "date"),
    "declaration_perte": ("nature", "immatriculation", "declarant_nom", "date_disparition"),
    "certificat_destruction": ("immatriculation", "vin", "centre_nom", "date_achat"),
}
"""What the report shows of each paper; `conforme extract` shows all."""

_SIGNS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.INCONCLUSIVE: "?", Status.NOT_APPLICABLE: "·"}


class TextReport:
    """Draws reports on a terminal."""

    def __init__(self, console: Console, lang: Lang = "fr", *, min_confidence: float, is_verbose: bool = False) -> None:
        """Take the console to draw on, and the confidence (0 to 1) under which a value is marked as doubtful."""
        self._console = console
        self._lang = lang
        words = Wording(lang)
        self._say, self._shown, self._prose, self._date = words.say, words.shown, words.prose, words.day
        self._file_status = words.file_status
        self._min_confidence = min_confidence
        self._is_verbose = is_verbose

    def report(self, report: Report) -> None:
        """Draw the whole answer for one dossier."""
        self._console.print(self._verdict(report))
        self._console.print(Padding(self._scenario(report), (0, 1, 1, 1)))
        self._corrections(report.advice)
        stopped = [finding for finding in report.findings if finding.motif is not None]
        unread = [finding for finding in stopped if finding.motif is Motif.ILLISIBLE]
        self._findings("wrong", "✗", "red", [finding for finding in stopped if finding not in unread])
        self._findings("look", "?", "magenta", unread)
        others = [f for f in report.findings if f.motif is None and f.status in (Status.FAILED, Status.INCONCLUSIVE)]
        warnings = [finding for finding in others if finding.severity is Severity.WARNING]
        self._findings("warnings", "!", "yellow", warnings)
        self._findings("infos", "i", "cyan", [finding for finding in others if finding not in warnings])
        self._message(report.advice)
        self._papers(report.documents, all_fields=False)
        self._rules(report.findings)

    def extraction(self, dossier: Dossier) -> None:
        """Draw what was read, all fields, without a judgement."""
        self._console.print(Panel(_text(dossier.name, "bold"), box=box.HEAVY))
        self._files(dossier.files)
        self._papers(dossier.documents, all_fields=True)

    def _verdict(self, report: Report) -> RenderableType:
        passes = report.verdict == "pass"
        colour = "green" if passes else "red"
        title = _text(f"{'✓' if passes else '✗'}  {self._say(report.verdict)}", f"bold {colour}")
        reasons = self._say("pass_says") if passes else " · ".join(self._say(motif) for motif in report.motifs)
        return Panel(
            Group(title, _text(reasons[:1].upper() + reasons[1:])),
            title=_text(report.dossier, "bold"),
            title_align="left",
            border_style=colour,
            box=box.HEAVY,
            padding=(1, 2),
        )

    def _scenario(self, report: Report) -> Text:
        scenario = report.scenario
        parts = [self._say(f"op_{scenario.operation}")]
        if scenario.nature not in (None, scenario.operation):
            parts[0] += f" ({self._say(f'nature_{scenario.nature}')})"
        parts += [
            f"{self._say(who)} {self._shown(party)}"
            for who, party in (("seller", scenario.vendeur), ("buyer", scenario.acquereur))
            if party
        ]
        parts += [f"{self._say('sale')} {self._date(report.date_cession)}"] if report.date_cession else []
        parts += [f"{self._say('request')} {self._date(report.date_demande)}"]
        return _text(" · ".join(parts), "dim")

    def _corrections(self, advice: Advice) -> None:
        """What to do, by who does it; then until when the answer stands."""
        if advice.corrections:
            self._heading("todo", "bold", len(advice.corrections))
        for actor in Actor:
            theirs = [one for one in advice.corrections if one.actor is actor]
            if theirs:
                self._console.print(Padding(_text(self._say(actor)), (0, 1)))
            for one in theirs:
                self._console.print(Padding(_text(f"→ {' '.join(one.steps)}"), (0, 3)))
        valid = advice.valable_jusqu_au
        facts = [f"{self._say('histovec')} : {advice.histovec}"] if advice.histovec else []
        if valid:
            ends = (
                f"{self._say('usable')} {self._date(valid.last_day)} ({self._say('then')} : {', '.join(valid.rules)})"
            )
            facts.insert(0, ends)
        for fact in facts:
            self._console.print(Padding(_text(fact[:1].upper() + fact[1:], "dim"), (0, 1)))
        if advice.corrections or facts:
            self._console.print()

    def _message(self, advice: Advice) -> None:
        """The message for the client, as it can be copied: no frame, no break of ours."""
        if not advice.message_client:
            return
        self._console.print(_text(self._say("message"), "bold blue"))
        for line in advice.message_client.split("\n"):
            self._console.print(_text(line), soft_wrap=True)
        self._console.print()

    def _findings(self, title: str, sign: str, colour: str, findings: list[Finding]) -> None:
        if not findings:
            return
        self._heading(title, colour, len(findings))
        table = Table.grid(padding=(0, 1), expand=False)
        table.add_column(width=1)
        table.add_column(overflow="fold")
        for finding in findings:
            table.add_row(_text(sign, f"bold {colour}"), _text(finding.message or finding.rule, "bold"))
            for line in self._details(finding):
                table.add_row("", line)
            table.add_row("", _text(finding.rule, "dim"))
            table.add_row()
        self._console.print(Padding(table, (0, 1)))

    def _details(self, finding: Finding) -> Iterator[Text]:
        if finding.expected or finding.found:
            said = [
                (self._say(key), value)
                for key, value in (("expected", finding.expected), ("found", finding.found))
                if value
            ]
            yield _text(" · ".join(f"{key} : {self._prose(value)}" for key, value in said))
        where = self._where(finding.evidence)
        if where:
            yield _text(f"{self._say('where')} : {where}", "dim")
        if finding.action:
            yield _text(f"→ {finding.action}", "italic")

    def _where(self, evidence: Iterable[Evidence]) -> str:
        """Each page once, with the fields looked at there."""
        places: dict[str, dict[str, None]] = {}
        for one in evidence:
            if one.file:
                page = f", {self._say('page')} {one.page}" if one.page else ""
                label = field_label(one.document.rpartition("-")[0], one.field, self._lang)
                places.setdefault(f"{one.file}{page}", {})[label] = None
        return " ; ".join(f"{place} ({', '.join(labels)})" for place, labels in places.items())

    def _files(self, files: Iterable[FileRecord]) -> None:
        troubled = [record for record in files if record.status is not FileStatus.READ]
        if not troubled:
            return
        self._heading("files", "yellow", len(troubled))
        for record in troubled:
            status = self._file_status(record.status)
            self._console.print(Padding(_text(f"! {record.file} : {status}. {record.detail}"), (0, 1)))
        self._console.print()

    def _papers(self, documents: tuple[Document, ...], *, all_fields: bool) -> None:
        self._heading("papers", "blue", len(documents))
        if not documents:
            self._console.print(Padding(_text(self._say("no_papers")), (0, 1, 1, 1)))
        for document in documents:
            pages = ", ".join(f"{page.file} p. {page.page}" for page in document.pages)
            label = paper_label(document.kind, self._lang)
            edition = f" {self._shown(document.edition_label)}" if document.edition_label else ""
            title = _text(f"{label[:1].upper()}{label[1:]}{edition}", "bold").append_text(_text(f"  {pages}", "dim"))
            self._console.print(Padding(title, (0, 1)))
            table = Table.grid(padding=(0, 2))
            table.add_column(style="dim", ratio=None, max_width=44)
            table.add_column(overflow="fold")
            for key, field in document.fields():
                if all_fields or key in KEY_FIELDS.get(document.kind, ()):
                    table.add_row(_text(field_label(document.kind, key, self._lang)), self._value(field))
            self._console.print(Padding(table, (0, 1, 1, 3)))

    def _value(self, field: Field[Any]) -> Text:
        match field.state(self._min_confidence):
            case State.READ:
                return _text(self._shown(field.value))
            case State.DOUBTFUL:
                doubt = f"  ? {self._say('doubtful')} ({field.confidence:.0%})"
                return _text(self._shown(field.value)).append_text(_text(doubt, "magenta"))
            case State.BLANK:
                return _text(f"({self._say('blank')})", "dim")
            case State.UNPARSABLE:
                return _text(f"? {self._say('unread')} : « {field.raw} »", "magenta")
            case State.UNKNOWN:
                return _text(f"? {self._say('unread')}", "magenta")

    def _rules(self, findings: Iterable[Finding]) -> None:
        findings = tuple(findings)
        counts = [(status, sum(finding.status is status for finding in findings)) for status in Status]
        said = " · ".join(f"{count} {self._say(status)}" for status, count in counts if count)
        self._heading("rules", "blue", len(findings))
        tail = "" if self._is_verbose else f"  {self._say('more')}"
        self._console.print(Padding(_text(said).append_text(_text(tail, "dim")), (0, 1)))
        if not self._is_verbose:
            return
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold", style="dim")
        for finding in findings:
            table.add_row(_text(_SIGNS[finding.status]), _text(finding.rule), _text(finding.message))
        self._console.print(Padding(table, (1, 1)))

    def _heading(self, word: str, colour: str, count: int) -> None:
        self._console.print(_text(f"{self._say(word)} ({count})", f"bold {colour}"))


def verdict_line(report: Report, lang: Lang) -> str:
    """The answer in one line, e.g. '2026-0412 : REJETÉ (non conforme)'."""
    return printable(f"{report.dossier} : {verdict_words(report.verdict, report.motifs, lang)}")


def verdict_words(verdict: Literal["pass", "reject"], motifs: Iterable[Motif], lang: Lang) -> str:
    """The answer alone, e.g. 'REJETÉ (non conforme)'."""
    wording = Wording(lang)
    words = [wording.motif(motif) for motif in motifs]
    reasons = f" ({', '.join(words)})" if words else ""
    return f"{wording.say(verdict)}{reasons}"


def _text(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)
