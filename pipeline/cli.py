"""The command line. `main` turns what happened into an exit code (contract.md, section 2); nothing else does.

The report goes to standard output, progress and logs to standard error. A log says which file and page, never a value.

What a command needs is imported when it runs: `--help` and a mistyped option are answered at once.
"""

import contextlib
import functools
import itertools
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, ParamSpec

import typer

from pipeline.core.choices import Canal, Executor, Lang, Operation, RulesFormat
from pipeline.core.english import in_lang
from pipeline.core.errors import ComponentMissing, DossierError, trace_of
from pipeline.core.printable import printable
from pipeline.streams import complain, complain_of, console, internal_error, standard_output

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
Formats = Annotated[
    str, typer.Option("--format", help="text, json, html, junit, csv, ou plusieurs séparés par des virgules.")
]
DateDemande = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Jour de la demande (aujourd'hui par défaut).")
]
OperationOption = Annotated[Operation | None, typer.Option(help="Opération demandée (cession par défaut).")]
CanalOption = Annotated[Canal | None, typer.Option(help="Qui dépose la demande (prestataire par défaut).")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="Fichier TOML de paramètres.")]
TrustOption = Annotated[
    Path | None,
    typer.Option(help="Répertoire des certificats qui vérifient les 2D-Doc (FR030001.pem) ; aucun par défaut."),
]
Jobs = Annotated[int, typer.Option(min=1, max=64, help="Pages lues en même temps.")]
Workers = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Dossiers lus en même temps, un processus chacun.")]
PurgeAfter = Annotated[
    int | None,
    typer.Option("--purge-after", min=1, metavar="JOURS", help="Supprimer rapports et index de plus de tant de jours."),
]
LangOption = Annotated[Lang, typer.Option(help="Langue du rapport.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Une ligne par dossier, sans progression.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Toutes les règles, le temps passé et le journal.")]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: the arguments after the name of the program; those of the process when None.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = _lang_of(arguments)
    try:
        _command(lang)(args=_without_lang(arguments), prog_name="conforme")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except _Interrupted:
        complain(in_lang("Interrompu : les rapports déjà écrits sont gardés.", lang))
        return 130
    except DossierError as error:
        complain_of(error, lang)
        return error.exit_code
    except Exception as error:  # the last border: a bug is told as one
        complain(internal_error(type(error).__name__, trace_of(error), lang))
        return 70
    return 0


def _lang_of(arguments: Sequence[str]) -> Lang:
    """The language asked for, before anything is parsed: of faults of the command line and of help."""
    pairs = itertools.pairwise([*arguments, ""])
    return "en" if any(pair == ("--lang", "en") or pair[0] == "--lang=en" for pair in pairs) else "fr"


def _without_lang(arguments: list[str]) -> list[str]:
    """The arguments, where help is all that is asked for without the language of it, which not every command takes."""
    others = [one for one in arguments if one not in ("--lang", "--lang=en", "--lang=fr", "en", "fr")]
    return others if "--help" in others or not others else arguments


def _command(lang: Lang) -> typer.core.TyperGroup:
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    for one in (command, *command.commands.values()):
        one.context_class = _Context
    if lang == "en":
        from pipeline.english_help import put_into_english

        put_into_english(command)
    return command


class _Context(typer.Context):
    """What the command line library knows of a command; it prints help itself where it is asked for the text of it."""

    def get_help(self) -> str:
        with standard_output():
            return super().get_help()


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
    trust: TrustOption = None,
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Vérifie des dossiers : chaque chemin en est un."""
    from pipeline import commands
    from pipeline.answers import Answers

    answers = Answers.asked(formats, out, lang, quiet=quiet, verbose=verbose)
    demand = commands.demand_of(date_demande, operation, canal, policy, lang)
    raise typer.Exit(commands.check(paths, answers, demand, jobs, trust))


@app.command()
@_interruptible
def batch(
    directory: Annotated[
        str,
        typer.Argument(
            metavar="RÉPERTOIRE|URL", help="Répertoire : chaque sous-répertoire ou fichier est un dossier ; ou s3://…"
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            metavar="RÉPERTOIRE|URL", help="Répertoire des rapports, de l'index et du registre qui permet de reprendre."
        ),
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option(help="Répertoire du registre, sur cette machine, quand --out est une URL.")
    ] = None,
    formats: Formats = "text",
    date_demande: DateDemande = None,
    operation: OperationOption = None,
    canal: CanalOption = None,
    policy: PolicyFile = None,
    trust: TrustOption = None,
    group_by_vehicle: Annotated[
        bool, typer.Option("--group-by-vehicle", help="Réunir les fichiers isolés en dossiers, par plaque et VIN.")
    ] = False,
    split_stack: Annotated[
        bool, typer.Option("--split-stack", help="Découper les fichiers isolés qui contiennent plusieurs dossiers.")
    ] = False,
    jobs: Workers = 2,
    purge_after: PurgeAfter = None,
    executor: Annotated[Executor, typer.Option(help="Qui lit : cette machine, ou des ouvriers Dask.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(help="Adresse d'un planificateur Dask, qui dit --executor dask ; local par défaut.")
    ] = None,
    lang: LangOption = "fr",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Vérifie de nombreux dossiers ; un mauvais dossier n'arrête pas les autres. Relancer reprend où c'en était."""
    from pipeline import commands
    from pipeline.answers import Answers

    places = commands.Places.asked(directory, out, ledger)
    answers = Answers.asked(formats, places.out, lang, quiet=quiet, verbose=verbose)
    demand = commands.demand_of(date_demande, operation, canal, policy, lang)
    with _stopped_by_sigterm():
        how = commands.Batch(jobs, trust, executor, scheduler, purge_after, group_by_vehicle, split_stack)
        raise typer.Exit(commands.batch(places, answers, demand, how))


@app.command()
@_interruptible
def watch(
    directory: Annotated[Path, typer.Argument(help="Répertoire où les dossiers sont déposés, comme pour batch.")],
    out: Annotated[
        Path | None, typer.Option(help="Répertoire des rapports (défaut : DIRECTORY-rapports, à côté).")
    ] = None,
    route: Annotated[
        Path | None,
        typer.Option(help="Déplacer les dossiers traités ici, dans conforme/ et rejet/ ; sinon ils restent."),
    ] = None,
    settle: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDES", help="Un dossier est complet quand rien n'y change plus.")
    ] = 30,
    poll: Annotated[
        float | None, typer.Option(min=0.1, metavar="SECONDES", help="Regarder à cet intervalle : partages réseau.")
    ] = None,
    formats: Formats = "text",
    date_demande: DateDemande = None,
    operation: OperationOption = None,
    canal: CanalOption = None,
    policy: PolicyFile = None,
    trust: TrustOption = None,
    jobs: Workers = 2,
    purge_after: PurgeAfter = None,
    lang: LangOption = "fr",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Surveille un répertoire : chaque dossier déposé est vérifié une fois complet, jusqu'à l'arrêt du programme."""
    from pipeline import commands
    from pipeline.answers import Answers

    answers = Answers.asked(formats, out or commands.reports_beside(directory), lang, quiet=quiet, verbose=verbose)
    demand = commands.demand_of(date_demande, operation, canal, policy, lang)
    with _stopped_by_sigterm():
        commands.watch(
            directory, answers, demand, jobs, trust, settle=settle, poll=poll, route=route, purge_after=purge_after
        )


@app.command()
@_interruptible
def serve(
    address: Annotated[
        str, typer.Option(help="Adresse d'écoute ; toute autre que la machine elle-même demande un jeton.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port d'écoute ; 0 en prend un libre.")] = 8765,
    name: Annotated[
        list[str] | None, typer.Option(help="Nom d'hôte qui mène ici, derrière un mandataire : demande un jeton.")
    ] = None,
    token: Annotated[bool, typer.Option("--token", help="Demander un jeton, même sur cette machine.")] = False,
    new_token: Annotated[
        bool, typer.Option("--new-token", help="Faire un nouveau jeton ; l'ancien ne vaut plus.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="Répertoire de tout ce qui est gardé (défaut : ~/.local/share/conforme/serve).")
    ] = None,
    policy: PolicyFile = None,
    trust: TrustOption = None,
    jobs: Workers = 2,
    max_upload: Annotated[
        int, typer.Option(min=1, metavar="MO", help="Taille d'un envoi, tous fichiers compris.")
    ] = 300,
    purge_after: Annotated[
        int, typer.Option("--purge-after", min=1, metavar="JOURS", help="Effacer les dossiers après tant de jours.")
    ] = 30,
    lang: LangOption = "fr",
    verbose: Verbose = False,
) -> None:
    """Ouvre la page web : y déposer des dossiers, suivre leur lecture, lire et corriger le rapport."""
    from pipeline import commands

    asked = commands.Serve(
        address, port, tuple(name or ()), token or new_token, new_token, data, max_upload, purge_after
    )
    with _stopped_by_sigterm():
        commands.serve(asked, commands.demand_of(None, None, None, policy, lang), jobs, trust, is_verbose=verbose)


@app.command()
@_interruptible
def extract(
    paths: Paths,
    out: Out = None,
    formats: Formats = "text",
    trust: TrustOption = None,
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    verbose: Verbose = False,
) -> None:
    """Lit les pièces et donne leurs champs, sans les juger."""
    from pipeline import commands
    from pipeline.answers import Answers

    answers = Answers.asked(formats, out, lang, verbose=verbose, possible=("text", "json"))
    commands.extract(paths, answers, jobs, trust)


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(help="Identifiant d'une règle, par exemple ct.freshness.")] = None,
    formats: Annotated[RulesFormat, typer.Option("--format", help="Format du catalogue.")] = "text",
    policy: PolicyFile = None,
    lang: LangOption = "fr",
) -> None:
    """Montre le catalogue des règles, ou une règle."""
    from pipeline.rules_command import show_rules

    show_rules(rule, formats, policy, lang)


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
        from samples import writer
    except ImportError as error:
        raise ComponentMissing(f"{error} : lancer « conforme doctor », qui dit quoi installer.") from error
    for folder in writer.write_samples(out, count, seed, level, official_forms):
        with standard_output():
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
    from pipeline import commands

    asked = commands.Replay(ocr, update, strict, junit, policy, against)
    raise typer.Exit(commands.replay(directory, asked, jobs, lang, is_verbose=verbose))


@app.command()
@_interruptible
def anonymise(
    dossier: Annotated[Path, typer.Argument(help="Dossier réel : un répertoire ou un fichier.")],
    out: Annotated[Path, typer.Option(help="Répertoire neuf où écrire l'échantillon.")],
    images: Annotated[
        bool,
        typer.Option("--images", help="Avec les images des pages, repeintes et relues : une minute par page."),
    ] = False,
    policy: PolicyFile = None,
    jobs: Jobs = 2,
    lang: LangOption = "fr",
    verbose: Verbose = False,
) -> None:
    """Fait d'un dossier un échantillon aux valeurs remplacées, que les règles jugent pareil ; relisez-le avant."""
    from pipeline import commands

    commands.anonymise(dossier, out, policy, jobs, lang, has_images=images, is_verbose=verbose)


@app.command()
def doctor(lang: LangOption = "fr") -> None:
    """Dit ce qui est installé, ce qui manque, et la commande qui y remédie."""
    from pipeline.doctor import draw, examine

    components = examine()
    with standard_output():
        draw(console(), components, lang)
    if any(component.is_fatal for component in components):
        raise ComponentMissing("un composant nécessaire manque, voir ci-dessus.")


@app.command()
def schema() -> None:
    """Donne le schéma JSON du rapport."""
    from pipeline.core.report_json import as_json, report_schema

    with standard_output():
        sys.stdout.write(as_json(report_schema()))
