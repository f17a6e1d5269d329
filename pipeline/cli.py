"""The command line. `main` turns what happened into an exit code (contract.md, section 2); nothing else does.

The report goes to standard output, progress and logs to standard error. A log says which file and page, never a value.
"""

import contextlib
import functools
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, ParamSpec

import typer
from rich.table import Table
from rich.text import Text

from pipeline.answers import Answers, Result, as_json, complain, console, gravest, keep_trace, names_of, standard_output
from pipeline.batch.pool import Bounds
from pipeline.batch.progress import watching
from pipeline.batch.run import run_batch
from pipeline.batch.summary import draw_batch, reports_of
from pipeline.batch.worker import Work
from pipeline.core.dossier import Canal, Facts, Operation
from pipeline.core.errors import ComponentMissing, DossierError, UsageError, trace_of
from pipeline.core.labels import Lang
from pipeline.core.report_json import ExtractJson, ReportJson, report_schema
from pipeline.doctor import examine
from pipeline.log import log_to_stderr
from pipeline.open_tools import open_tools
from pipeline.rules_doc import rules_markdown
from pipeline.rules_page import RulesFormat, draw_policy, draw_rules, rules_json
from pipeline.run import Checked, Demand, check_dossier, read_dossier
from pipeline.settings import Settings
from pipeline.stages.wording import printable
from pipeline.stopwatch import Stopwatch
from validators.catalogue import CATALOGUE
from validators.context import PARIS
from validators.policy import Policy

P = ParamSpec("P")

app = typer.Typer(
    name="conforme",
    help="Vérifie les pièces d'une cession de véhicule : conforme ou rejeté, et pourquoi.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Paths = Annotated[list[Path], typer.Argument(help="Dossiers : un répertoire ou un fichier chacun.")]
Out = Annotated[Path | None, typer.Option(help="Répertoire où écrire les rapports.")]
Formats = Annotated[str, typer.Option("--format", help="text, json, html, ou plusieurs séparés par des virgules.")]
DateDemande = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Jour de la demande (aujourd'hui par défaut).")
]
OperationOption = Annotated[Operation | None, typer.Option(help="Opération demandée (cession par défaut).")]
CanalOption = Annotated[Canal | None, typer.Option(help="Qui dépose la demande (prestataire par défaut).")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="Fichier TOML de paramètres.")]
Jobs = Annotated[int, typer.Option(min=1, max=64, help="Pages lues en même temps.")]
LangOption = Annotated[Lang, typer.Option(help="Langue du rapport.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Une ligne par dossier, sans progression.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Toutes les règles, le temps passé et le journal.")]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: the arguments after the name of the program; those of the process when None.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        app(args=arguments, prog_name="conforme")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except _Interrupted:
        complain("Interrompu : les rapports déjà écrits sont gardés.")
        return 130
    except DossierError as error:
        complain(f"Erreur : {error}")
        return error.exit_code
    except Exception as error:  # the last border: a bug is told as one
        where = keep_trace(trace_of(error))
        complain(f"Erreur interne ({type(error).__name__}) : c'est un défaut de Conforme. Journal : {where}")
        return 70
    return 0


class _Interrupted(BaseException):
    """Ctrl-C. Not KeyboardInterrupt itself, which the command line library turns into exit code 1."""


def _interruptible(command: Callable[P, None]) -> Callable[P, None]:
    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt as stop:
            raise _Interrupted from stop

    return run


@contextlib.contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Take SIGTERM, which service managers send, for Ctrl-C: what is finished is kept."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _settings(jobs: int, *, verbose: bool, pictures: int = 0) -> Settings:
    """The settings, and the log set up once they are known."""
    log_to_stderr(is_verbose=verbose)
    return Settings(jobs=jobs, is_verbose=verbose, pictures=pictures)


def _demand(
    date_demande: datetime | None, operation: Operation | None, canal: Canal | None, policy: Path | None, lang: Lang
) -> Demand:
    day = date_demande.date() if date_demande else None
    return Demand(
        now=datetime.now(PARIS),
        facts=Facts(date_demande=day, operation=operation, canal=canal),
        policy=Policy.from_toml(policy) if policy else Policy(),
        lang=lang,
    )


@app.command()
@_interruptible
def check(
    paths: Paths,
    out: Out = None,
    formats: Formats = "text",
    date_demande: DateDemande = None,
    operation: OperationOption = None,
    canal: CanalOption = None,
    policy: PolicyFile = None,
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Vérifie des dossiers : chaque chemin en est un."""
    answers = Answers.asked(formats, out, lang, quiet=quiet, verbose=verbose)
    answers.keep_out_of(paths)
    demand = _demand(date_demande, operation, canal, policy, lang)
    results = list(_check_all(paths, demand, _settings(jobs, verbose=verbose, pictures=answers.pictures), answers))
    answers.print_json(_reports(results), is_single=len(paths) == 1)
    raise typer.Exit(gravest([result.exit_code for result in results]))


@app.command()
@_interruptible
def batch(
    directory: Annotated[Path, typer.Argument(help="Répertoire : chaque sous-répertoire ou fichier est un dossier.")],
    out: Annotated[
        Path | None, typer.Option(help="Répertoire des rapports, de l'index et du registre qui permet de reprendre.")
    ] = None,
    formats: Formats = "text",
    date_demande: DateDemande = None,
    operation: OperationOption = None,
    canal: CanalOption = None,
    policy: PolicyFile = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Dossiers lus en même temps, un processus chacun.")] = 2,
    lang: LangOption = "fr",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Vérifie de nombreux dossiers ; un mauvais dossier n'arrête pas les autres. Relancer reprend où c'en était."""
    answers = Answers.asked(formats, out, lang, quiet=quiet, verbose=verbose)
    answers.keep_out_of([directory])
    settings = _settings(1, verbose=verbose, pictures=answers.pictures)
    work = Work(open_tools, _demand(date_demande, operation, canal, policy, lang), settings)
    with _stopped_by_sigterm(), contextlib.ExitStack() as stack:
        folder = out or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="conforme-")))
        with watching(lang, is_quiet=quiet, is_verbose=verbose) as watcher:
            result = run_batch(directory, folder, work, Bounds(workers=jobs), watcher)
        if "text" in answers.formats:
            draw_batch(console(), result, lang, is_quiet=quiet, is_listed=out is None)
        elif out is None:
            sys.stdout.write(reports_of(result, folder))
    raise typer.Exit(gravest([entry.answer.exit_code for entry in result.entries if entry.answer]))


def _check_all(paths: Sequence[Path], demand: Demand, settings: Settings, answers: Answers) -> Iterator[Result]:
    """Check each dossier, and show and save its answer as soon as it is there."""
    with open_tools(settings) as tools:
        for rank, (path, name) in enumerate(zip(paths, names_of(paths), strict=True), start=1):
            if len(paths) > 1 and not answers.is_quiet:
                complain(f"[{rank}/{len(paths)}] {path}")
            checked: Checked | None = None
            error: DossierError | None = None
            try:
                checked = check_dossier(path, demand, tools, settings)
                try:
                    answers.show(checked, demand.policy.min_confidence)
                finally:  # one way out may be blocked, and the other open
                    answers.save(ReportJson.of(checked.report), name)
                    answers.save_page(checked, demand.policy, name)
            except ComponentMissing:
                raise  # no dossier will do better
            except DossierError as fault:
                error = fault
                complain(f"Erreur : {fault}")
            yield Result(path, checked, error)


def _reports(results: Sequence[Result]) -> list[ReportJson]:
    return [ReportJson.of(result.checked.report) for result in results if result.checked]


@app.command()
@_interruptible
def extract(
    paths: Paths,
    out: Out = None,
    formats: Formats = "text",
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    verbose: Verbose = False,
) -> None:
    """Lit les pièces et donne leurs champs, sans les juger."""
    answers = Answers.asked(formats, out, lang, verbose=verbose, possible=("text", "json"))
    answers.keep_out_of(paths)
    settings = _settings(jobs, verbose=verbose)
    found: list[ExtractJson] = []
    with open_tools(settings) as tools:
        for path, name in zip(paths, names_of(paths), strict=True):
            watch = Stopwatch()
            dossier = read_dossier(path, tools, settings, watch)
            found.append(ExtractJson.of(dossier))
            answers.save(found[-1], name)
            answers.show_extraction(dossier, Policy().min_confidence, watch)
    answers.print_json(found, is_single=len(paths) == 1)


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(help="Identifiant d'une règle, par exemple ct.freshness.")] = None,
    formats: Annotated[RulesFormat, typer.Option("--format", help="Format du catalogue.")] = "text",
    policy: PolicyFile = None,
    lang: LangOption = "fr",
) -> None:
    """Montre le catalogue des règles, ou une règle."""
    chosen = [one for one in CATALOGUE if rule in (None, one.id)]
    if not chosen:
        raise UsageError(f"aucune règle « {rule} » ; « conforme rules » les montre toutes.")
    parameters = Policy.from_toml(policy) if policy else Policy()
    if formats == "text":
        draw_rules(console(), chosen, parameters, lang)
        if policy and rule is None:
            draw_policy(console(), parameters, lang)
    elif formats == "markdown":
        sys.stdout.write(rules_markdown(chosen, parameters, lang))
    else:
        sys.stdout.write(as_json([one.model_dump(mode="json") for one in rules_json(chosen, parameters, lang)]))


@app.command()
@_interruptible
def samples(
    out: Annotated[Path, typer.Option(help="Répertoire où écrire les dossiers.")],
    count: Annotated[int, typer.Option(min=1, help="Nombre de dossiers.")] = 10,
    seed: Annotated[int, typer.Option(help="Même graine, mêmes dossiers.")] = 0,
    level: Annotated[Literal["clean", "office", "bad", "photo"], typer.Option(help="Qualité du scan.")] = "clean",
    official_forms: Annotated[Path | None, typer.Option(help="Répertoire des cerfas officiels vierges.")] = None,
) -> None:
    """Fabrique des dossiers d'exemple, fictifs, avec ce qu'il faut y lire."""
    try:
        from samples import writer  # noqa: PLC0415  # a drawing library, of no use to the other commands
    except ImportError as error:
        raise ComponentMissing(f"{error} : lancer « conforme doctor », qui dit quoi installer.") from error
    for folder in writer.write_samples(out, count, seed, level, official_forms):
        print(printable(str(folder)))


@app.command()
@_interruptible
def replay(
    directory: Annotated[Path, typer.Argument(help="Échantillon, ou répertoire d'échantillons (avec expected.json).")],
    ocr: Annotated[bool, typer.Option("--ocr", help="Relire les images au lieu des lectures figées.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Récrire ce qui est attendu ; refusé en CI.")] = False,
    against: Annotated[Path | None, typer.Option(help="Autre fichier TOML : ce qu'il changerait aux verdicts.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Compter aussi les champs non lus avec certitude.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Fichier JUnit XML : une suite par dossier.")] = None,
    policy: PolicyFile = None,
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    verbose: Verbose = False,
) -> None:
    """Rejoue des échantillons et montre ce qui diffère de leur expected.json."""
    from pipeline.replaying import Ask, run_replay  # noqa: PLC0415  # each command loads what it needs

    ask = Ask(
        now=datetime.now(PARIS),
        policy=Policy.from_toml(policy) if policy else Policy(),
        against=Policy.from_toml(against) if against else None,
        is_strict=strict,
        is_update=update,
        lang=lang,
    )
    raise typer.Exit(run_replay(directory, ask, _settings(jobs, verbose=verbose) if ocr else None, junit))


@app.command()
@_interruptible
def anonymise(
    dossier: Annotated[Path, typer.Argument(help="Dossier réel : un répertoire ou un fichier.")],
    out: Annotated[Path, typer.Option(help="Répertoire neuf où écrire l'échantillon.")],
    policy: PolicyFile = None,
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    verbose: Verbose = False,
) -> None:
    """Fait d'un dossier réel un échantillon où rien de personnel ne reste, et que les règles jugent pareil."""
    from pipeline.anonymise.command import run_anonymise  # noqa: PLC0415  # each command loads what it needs

    parameters = Policy.from_toml(policy) if policy else Policy()
    run_anonymise(dossier, out, parameters, datetime.now(PARIS), lang, _settings(jobs, verbose=verbose))


@app.command()
def doctor() -> None:
    """Dit ce qui est installé, ce qui manque, et la commande qui y remédie."""
    components = examine()
    table = Table.grid(padding=(0, 2))
    table.add_column(width=1)
    table.add_column()
    table.add_column(overflow="fold")
    for component in components:
        table.add_row("✗" if component.is_missing else "✓", component.name, component.found or "manque")
        if component.is_missing:
            purpose = f"nécessaire pour {component.needed_for}" if component.needed_for else "nécessaire"
            table.add_row("", "", Text(f"{purpose} ; installer avec : {component.mend}"))
    console().print(table)
    if any(component.is_fatal for component in components):
        raise ComponentMissing("un composant nécessaire manque, voir ci-dessus.")


@app.command()
def schema() -> None:
    """Donne le schéma JSON du rapport."""
    with standard_output():
        sys.stdout.write(as_json(report_schema()))
