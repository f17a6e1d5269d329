"""Opens what reads dossiers: the decoder's process first, so that its libraries load while the engines' do."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.core.errors import ComponentMissing
from pipeline.run import Assemble, Tools
from pipeline.scratch import scratch_folder
from pipeline.settings import Settings
from pipeline.stages.decode_process import DecoderProcess


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """The tools, and the process behind them, for as long as they are needed.

    Raises:
        ComponentMissing: an engine, or a library behind one, is not installed.
    """
    with scratch_folder() as scratch, DecoderProcess(verbose=settings.is_verbose, scratch=scratch) as decode:
        try:
            # Only here, so that `doctor` and `rules` work where the engines cannot be.
            from pipeline.tools import load_reader  # noqa: PLC0415
        except ImportError as error:
            raise ComponentMissing(f"{error} : lancer « conforme doctor », qui dit quoi installer.") from error
        yield Tools(decode=decode, reader=load_reader(settings), assemble=load_assemble())


def load_assemble() -> Assemble:
    """What joins the sides of papers: all that is needed of the tools where the pages have been read before.

    Raises:
        ComponentMissing: a library that it needs is not installed.
    """
    try:
        from extractors.assemble import assemble  # noqa: PLC0415
    except ImportError as error:
        raise ComponentMissing(f"{error} : lancer « conforme doctor », qui dit quoi installer.") from error
    return assemble
