"""`conforme anonymise` on the command line: reads the dossier, writes the sample, says what was replaced."""

import contextlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.anonymise.images import papers_of
from pipeline.anonymise.known import Kind
from pipeline.anonymise.sample import Anonymised, Original, anonymised
from pipeline.core.choices import Lang
from pipeline.core.errors import UsageError
from pipeline.core.printable import printable
from pipeline.open_tools import load_assemble, open_tools
from pipeline.readings import freeze
from pipeline.replaying import demand_of, frozen
from pipeline.run import Tools
from pipeline.settings import Settings
from pipeline.stages.ingest import READINGS_FILE, walk
from pipeline.streams import console, standard_output
from validators.policy import Policy

KEY_BYTES = 32

_KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.PLATE: ("numéros d'immatriculation", "registration numbers"),
    Kind.VIN: ("VIN", "VIN"),
    Kind.FORMULE: ("numéros de formule", "formule numbers"),
    Kind.SIREN: ("SIREN", "SIREN"),
    Kind.SIRET: ("SIRET", "SIRET"),
    Kind.POSTCODE: ("codes postaux", "postcodes"),
    Kind.APPROVAL: ("numéros d'agrément et d'imprimé", "approval and form numbers"),
    Kind.NUMBER: ("autres numéros", "other numbers"),
    Kind.STRIP: ("lignes de bandes MRZ", "lines of MRZ"),
    Kind.WORD: ("mots de noms, d'adresses, de mentions", "words of names, addresses, remarks"),
    Kind.DAY: ("dates", "dates"),
}
_REPLACED = ("Valeurs différentes remplacées", "Different values replaced")
_KEPT = (
    "Verdict, motifs et règles sont ceux de l'original ; aucune de ses valeurs ne reste. À relire avant de le donner.",
    "Verdict, motifs and rules are the original's; none of its values is left. Look at it before you give it away.",
)


def run_anonymise(
    dossier: Path, out: Path, policy: Policy, now: datetime, lang: Lang, ocr: Settings, *, has_images: bool
) -> None:
    """Make a sample of a dossier.

    Args:
        dossier: a folder or a file; frozen readings in it are used where there are any.
        out: folder of the sample; it must be new or empty.
        policy: parameters that the original is judged by.
        now: instant of the check.
        lang: of what is said.
        ocr: how the engines run.
        has_images: the sample gets page images, painted anew and read again.

    Raises:
        UsageError: the folder holds something, or lies in the dossier, or has no papers to make images of.
        ReportNotWritten: the sample would say something else, or something would be left; nothing is written.
        DossierError: the dossier could not be read.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"--out {out} existe déjà : choisir un répertoire neuf ou vide.")
    if out.resolve().is_relative_to(dossier.resolve()):
        raise UsageError(f"--out {out} est dans {dossier} : choisir un répertoire en dehors.")
    is_frozen = (dossier / READINGS_FILE).is_file()
    if has_images and is_frozen and not any(walk(dossier)):
        raise UsageError(f"{dossier} n'a que des lectures figées : --images demande aussi les pièces.")
    assemble = load_assemble()
    with contextlib.ExitStack() as stack:
        tools = stack.enter_context(open_tools(ocr)) if has_images or not is_frozen else None
        readings = freeze(dossier, tools, ocr) if tools and not is_frozen else frozen(dossier)
        original = Original.of(dossier, readings, demand_of(dossier, policy, lang, now), assemble)
        key = secrets.token_bytes(KEY_BYTES)
        sample = anonymised(original, out.name, assemble, key, is_pictured=has_images)
        if has_images and tools:
            sample = _pictured(sample, original, tools, ocr)
    sample.write(out)
    with standard_output():
        _draw(console(), out, sample.counts, lang)


def _pictured(sample: Anonymised, original: Original, tools: Tools, ocr: Settings) -> Anonymised:
    from pipeline.tools import EngineReader  # noqa: PLC0415  # loads the engines' libraries

    assert isinstance(tools.reader, EngineReader)
    return sample.with_papers(
        papers_of(
            original.path,
            original.readings,
            sample.readings,
            original.secret,
            tools.reader,
            tools.decode,
            ocr.limits,
        )
    )


def _draw(screen: Console, out: Path, counts: Mapping[Kind, int], lang: Lang) -> None:
    """What was replaced, by kind and count."""
    english = lang == "en"
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column()
    for kind, names in _KINDS.items():
        if counts.get(kind):
            table.add_row(str(counts[kind]), names[english])
    screen.print(Text(printable(str(out)), "bold"))
    screen.print(Text(_REPLACED[english]))
    screen.print(table)
    screen.print(Text(_KEPT[english]))
