"""The index of many dossiers as a page for a browser: how many of each verdict, why, and a line for each.

It says what `index.csv` says and nothing more. Without script it is a plain table; with it, one that sorts, filters and
shows a hundred lines at a time, so that ten thousand stay quick.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import quote

from pipeline.core.choices import Lang
from pipeline.core.report import Motif
from pipeline.stages.html_page import html_page
from pipeline.stages.wording import WORDS, Wording

MAX_LINES = 20_000
"""Dossiers listed: a page of more (4 kB each in the memory of a browser) opens slowly. The counts hold for all."""

NAMED_RULES = 3
"""Rules that a line names; of the others it says how many."""

TOP_RULES = 5
"""Rules that are shown at the head; the others are folded."""

EVERY_LINE_HAS_ONE = ("outcome", "state")
"""What makes no difference where there is but one."""

T = TypeVar("T", bound=str)
Outcome = Literal["pass", "reject", "unexamined"]


class Line(NamedTuple):
    """One dossier."""

    dossier: str
    """Name of its report, without the ending."""
    path: str
    """Name in the folder of the batch."""
    state: str
    """Of those that have an answer: 'done', 'failed', 'quarantined' or 'duplicate'."""
    outcome: Outcome
    motifs: tuple[Motif, ...]
    rules: tuple[str, ...]
    """Ids of the rules that reject it."""
    seconds: float
    duplicate_of: str | None
    report: str | None
    """File in the folder of the index; None when there is none."""


_WORDS: Mapping[str, tuple[str, str]] = {
    **WORDS,
    "title": ("Index des dossiers", "Index of dossiers"),
    "skip": ("Aller au tableau", "Skip to the table"),
    "one_dossier": ("dossier", "dossier"),
    "many_dossier": ("dossiers", "dossiers"),
    "one_pass": ("conforme", "passed"),
    "many_pass": ("conformes", "passed"),
    "one_reject": ("rejeté", "rejected"),
    "many_reject": ("rejetés", "rejected"),
    "one_unexamined": ("non examiné", "not examined"),
    "many_unexamined": ("non examinés", "not examined"),
    "one_quarantined": ("en quarantaine", "in quarantine"),
    "many_quarantined": ("en quarantaine", "in quarantine"),
    "one_duplicate": ("doublon", "duplicate"),
    "many_duplicate": ("doublons", "duplicates"),
    "waiting": ("en attente", "waiting"),
    "unexamined": ("NON EXAMINÉ", "NOT EXAMINED"),
    "h_motifs": ("Motifs de rejet", "Reasons to reject"),
    "h_rules": ("Le plus souvent non respecté ou non vérifié", "Most often not held, or not decidable"),
    "other_rule": ("autre règle", "other rule"),
    "other_rules": ("autres règles", "other rules"),
    "h_dossiers": ("Dossiers", "Dossiers"),
    "caption": ("Un dossier par ligne", "One dossier per line"),
    "search": ("Chercher", "Search"),
    "by_outcome": ("Réponse", "Answer"),
    "by_motif": ("Motif", "Reason"),
    "by_rule": ("Règle", "Rule"),
    "by_state": ("État", "State"),
    "all_outcome": ("Toutes", "All"),
    "all_motif": ("Tous", "All"),
    "all_rule": ("Toutes", "All"),
    "all_state": ("Tous", "All"),
    "reset": ("Tout afficher", "Show all"),
    "state_done": ("traité", "done"),
    "state_failed": ("à relire au prochain lot", "to be read again by the next batch"),
    "state_quarantined": ("en quarantaine", "in quarantine"),
    "state_duplicate": ("doublon", "duplicate"),
    "col_dossier": ("Dossier", "Dossier"),
    "col_outcome": ("Réponse", "Answer"),
    "col_motifs": ("Motifs", "Reasons"),
    "col_rules": ("Non respecté ou non vérifié", "Not held, or not decidable"),
    "col_seconds": ("Durée (s)", "Time (s)"),
    "duplicate_of": ("même contenu que", "same content as"),
    "others": ("autres", "more"),
    "other": ("autre", "more"),
    "earlier": ("Précédents", "Previous"),
    "later": ("Suivants", "Next"),
    "pages": ("Pages du tableau", "Pages of the table"),
    "of": ("sur", "of"),
    "none": ("Aucun dossier ne répond à ces critères.", "No dossier answers to these criteria."),
    "cut": (
        "Trop de dossiers pour une page : les {} à revoir d'abord sont listés ; index.csv les a tous.",
        "Too many dossiers for one page: the {} to look at first are listed; index.csv has them all.",
    ),
    "empty": ("Aucun dossier n'a encore de réponse.", "No dossier has an answer yet."),
    "private": (
        "Les noms des dossiers peuvent être des données personnelles : à conserver et à détruire comme les rapports.",
        "Names of dossiers may be personal data: keep this page and destroy it as the reports.",
    ),
}

_RULES: Mapping[str, tuple[str, str]] = {
    "conforme.quarantine": ("Dossier que la machine ne peut pas lire", "Dossier that the machine cannot read"),
    "conforme.unassigned": ("Page attribuée à un seul dossier", "Page that belongs to one dossier alone"),
    "conforme.crash": ("Défaut de Conforme", "Fault of Conforme"),
}
"""What stands for a finding that no rule of the catalogue made."""


def html_index(lines: Sequence[Line], titles: Mapping[str, str], lang: Lang, *, waiting: int = 0) -> str:
    """The index as one HTML file.

    Args:
        lines: the dossiers that have an answer, in order.
        titles: of rules, in that language, by their ids.
        lang: of the words.
        waiting: dossiers that have none yet.
    """
    wording = Wording(lang, _WORDS)
    named = {**{rule: words[lang == "en"] for rule, words in _RULES.items()}, **titles}
    listed = lines if len(lines) <= MAX_LINES else sorted(lines, key=lambda line: line.outcome == "pass")[:MAX_LINES]
    outcomes = _in_order(("pass", "reject", "unexamined"), (line.outcome for line in lines))
    states = _in_order(("done", "failed", "quarantined", "duplicate"), (line.state for line in lines))
    motifs = _in_order(Motif, (motif for line in lines for motif in line.motifs))
    rules = sorted(Counter(rule for line in lines for rule in line.rules).items(), key=lambda one: (-one[1], one[0]))
    words: dict[str, dict[str, str]] = {
        "outcome": {one: wording.say(one) for one in outcomes},
        "motif": {one: wording.motif(one) for one in motifs},
        "rule": {rule: named.get(rule, rule) for rule, _ in rules},
        "state": {one: wording.say(f"state_{one}") for one in states},
    }
    return html_page(
        "index",
        wording,
        ("report", "index"),
        lines=listed,
        total=len(lines) + waiting,
        waiting=waiting,
        cut=wording.say("cut").format(len(listed)) if len(listed) < len(lines) else "",
        outcomes=outcomes,
        states=states,
        motifs=motifs,
        top_rules=rules[:TOP_RULES],
        other_rules=rules[TOP_RULES:],
        words=words,
        menus={
            name: sorted(menu.items(), key=lambda one: one[1])  # as people look for them
            for name, menu in words.items()
            if len(menu) > (1 if name in EVERY_LINE_HAS_ONE else 0)
        },
        named_rules=NAMED_RULES,
        counted=lambda count, what: wording.say(f"{'many' if count > 1 else 'one'}_{what}"),
        number=lambda count: wording.shown(count) if lang == "fr" else f"{count:,}",
        decimal=lambda seconds: f"{seconds:.1f}".replace(".", "," if lang == "fr" else "."),
        link=lambda file: quote(file, safe=""),
    )


def _in_order(order: Iterable[T], found: Iterable[T]) -> dict[T, int]:
    """How often each that was found, in that order."""
    counter = Counter(found)
    return {one: counter[one] for one in order if counter[one]}
