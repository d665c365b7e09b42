"""The command `rag`: thin. Results go to standard output, progress and messages to standard error.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 `ask` found nothing; 4 some inputs failed and the rest was done, or
`diff` found an answer that changed.
Everything heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.commands import batch as cli_batch
from rag.commands import comparing as cli_comparing
from rag.commands import correcting as cli_correcting
from rag.commands import serving as cli_serving
from rag.commands import writing as cli_writing
from rag.commands.common import (
    FAILED,
    NOTHING_FOUND,
    PARTLY,
    USAGE,
    Commands,
    Common,
    common,
    counting,
    flags_of,
    narrowed,
    open_library,
    print_json,
    reranked,
    sync,
    sync_if_stale,
    tell_who_is_left_out,
)
from rag.errors import IndexUnusable, NothingFound, RagError, UsageError

if TYPE_CHECKING:
    from rag.commands.writing import Cited
    from rag.values import Filter, LibraryStatus


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="article-rag", prog_name="rag")
def cli() -> None:
    """Ask a folder of articles, and get answers quoted from them character for character."""


@cli.command(short_help="Bring the index up to date, and say what changed.")
@common
@click.option("--rebuild", is_flag=True, help="Make the index anew.")
def index(given: Common, *, rebuild: bool) -> None:
    """Bring the index up to date; print what was added, changed and removed, and what could not be read and why."""
    from rag.printing import sync_report_text, sync_report_to_json

    with open_library(given) as library:
        try:
            report = sync(library, given, rebuild=rebuild, may_empty=True)
        except KeyboardInterrupt:
            if not rebuild:
                raise
            raise RagError("interrupted. An index that was there is as it was; the same command begins anew.") from None
        if given.as_json:
            print_json(sync_report_to_json(report))
        else:
            click.echo(sync_report_text(report, quiet=given.quiet), nl=False)
    if report.unread:
        sys.exit(PARTLY)


@cli.command()
@common
@reranked
@click.argument("question")
@click.option("--passages", type=click.IntRange(0, 200), show_default="8", help="How many passages the JSON carries.")
@click.option(
    "--history",
    metavar="QUESTION",
    multiple=True,
    help="An earlier question, which this one may lean on. May be repeated, the oldest first.",
)
@cli_writing.written_as("--cite")
@narrowed
def ask(
    given: Common,
    question: str,
    *,
    passages: int | None,
    history: tuple[str, ...],
    cited: Cited,
    within: Filter | None,
) -> None:
    """Ask one question.

    Exits with 0 if it is answered, with 3 if the articles do not say, with 2 if what was asked for is wrong, and with 1
    if it failed.
    """
    from rag.answer_json import answer_to_json
    from rag.printing import answer_text

    cited.check(as_json=given.as_json, needs_style=True)
    with open_library(given, passages) as library:
        sync_if_stale(library, given)
        tell_who_is_left_out(library, within, given)
        answer = library.ask(question, history, within)
        written = cli_writing.write_answer(library, given, cited, answer)
    if written:
        return
    if given.as_json:
        print_json(answer_to_json(answer))
    else:
        click.echo(answer_text(answer, _marker()))
    if answer.status != "answered":
        sys.exit(NOTHING_FOUND)


@cli.command()
@common
@reranked
@click.argument("words")
@click.option("-k", type=click.IntRange(1, 200), default=8, show_default=True, help="How many passages.")
@narrowed
def search(given: Common, words: str, *, k: int, within: Filter | None) -> None:
    """Print the passages that are nearest to the words."""
    from rag.printing import passages_text, passages_to_json

    with open_library(given) as library:
        sync_if_stale(library, given)
        tell_who_is_left_out(library, within, given)
        passages = library.passages(words, k, within)
        if given.as_json:
            print_json(passages_to_json(passages))
        else:
            click.echo(passages_text(passages, library.document))


@cli.command(short_help="Print the text of one article, or a stretch of it.")
@common
@click.argument("source")
@click.option("--start", type=int, help="Begin at this offset.")
@click.option("--end", type=int, help="End before this offset.")
def text(given: Common, source: str, *, start: int | None, end: int | None) -> None:
    """Print the text of one article, or a stretch of it: what all offsets refer to.

    With --json, what the index knows of the article too; it is brought up to date first.
    """
    from rag.printing import text_to_json
    from rag.reading import read_source

    if given.as_json:
        with open_library(given) as library:
            sync_if_stale(library, given)
            print_json(text_to_json(library.document(source), start, end))
        return
    found = text_to_json(read_source(given.folder, source), start, end)["text"]
    sys.stdout.buffer.write(found.encode("utf-8"))


@cli.command(short_help="Set the threshold by a file of your own questions.")
@common
@reranked
@click.argument("questions", required=False, type=click.Path(path_type=Path, readable=False))
@click.option("--refuse-at-most", metavar="RATE", type=float, help="Refuse at most this share of the answerable.")
@click.option("--wrong-at-most", metavar="RATE", type=float, help="Answer at most this share of the unanswerable.")
@click.option("--dry-run", is_flag=True, help="Print both error rates and set nothing.")
@click.option("--reset", is_flag=True, help="Forget the threshold that was set.")
def calibrate(given: Common, questions: Path | None, *, dry_run: bool, reset: bool, **limits: float | None) -> None:
    """Set the threshold by a file of your own questions, answerable and not (.jsonl); print both error rates."""
    from rag.calibrating.calibration import calibrate, calibration_text, calibration_to_json, check_goal, keep_threshold
    from rag.calibrating.thresholds import Goal

    if reset:
        if questions is not None or dry_run:
            raise UsageError("--reset forgets the threshold and asks nothing. Give it alone.")
        _forget_threshold(given)
        return
    if questions is None:
        raise UsageError(f"There is no file of questions. rag calibrate {given.folder} QUESTIONS takes one.")
    goal = check_goal(Goal(**limits))
    with open_library(given) as library:
        sync_if_stale(library, given)
        with counting("Asking", quiet=given.quiet) as count:
            found = calibrate(library, questions, goal, count)
        if not given.as_json:
            click.echo(calibration_text(found))
        kept = None if dry_run else keep_threshold(library, found)
    over = _set_elsewhere(given, kept)
    if given.as_json:
        print_json(calibration_to_json(found) | {"file": str(kept) if kept else None, "overridden_by": over})
    else:
        click.echo(_where_it_is_set(found.threshold, kept, over))
    if found.unusable:
        sys.exit(PARTLY)


def _forget_threshold(given: Common) -> None:
    from rag.files import check_folder
    from rag.settings import index_folder
    from rag.threshold_file import forget_threshold

    check_folder(given.folder)
    forgotten = forget_threshold(index_folder(given.folder, flags_of(given)))
    if given.as_json:
        print_json({"schema": 1, "forgotten": forgotten})
    elif not given.quiet:
        click.echo("The calibrated threshold is forgotten." if forgotten else "No threshold had been calibrated.")


def _set_elsewhere(given: Common, kept: Path | None) -> str | None:
    """What sets another threshold over the one that was kept; None if nothing does."""
    from rag.settings import setting_origin

    origin = setting_origin("threshold", given.folder, flags_of(given)) if kept else None
    return None if kept is None or origin == str(kept) else origin


def _where_it_is_set(threshold: float, kept: Path | None, over: str | None) -> str:
    if kept is None:
        return "Nothing was set."
    if over:
        return f"Set in {kept}, but not in force: {over} sets another one. Take it out there."
    return f"Set: answers now want a confidence of {threshold:.4f}. It stands in {kept}; --reset forgets it."


@cli.command()
@common
@reranked
@click.option("--fingerprint", is_flag=True, help="Print the library's fingerprint alone: with what answers are made.")
@click.option("--articles", is_flag=True, help="List the articles too: file, title, author and date.")
def status(given: Common, *, fingerprint: bool, articles: bool) -> None:
    """Print what the index holds, and whether files changed since."""
    from rag.printing import status_text, status_to_json
    from rag.settings import setting_origin

    with open_library(given) as library:
        found = library.status()
        listed = library.documents() if articles else None
    if fingerprint:
        _print_fingerprint(given, found)
        return
    origin = setting_origin("threshold", given.folder, flags_of(given))
    if given.as_json:
        print_json(status_to_json(found, origin, listed))
    else:
        click.echo(status_text(found, origin, listed or ()), nl=False)


def _print_fingerprint(given: Common, found: LibraryStatus) -> None:
    if not found.state.fingerprint:
        raise IndexUnusable(f"This index was made by an earlier version. Bring it up to date: rag index {given.folder}")
    if found.stale and not given.quiet:
        changed, them = (f"{len(found.stale)} files", "them") if len(found.stale) > 1 else ("1 file", "it")
        click.echo(f"rag: {changed} changed since; rag index brings {them} in.", err=True)
    if given.as_json:
        print_json({"schema": 1, "fingerprint": found.state.fingerprint})
    else:
        click.echo(found.state.fingerprint)


for _command in (
    cli_batch.batch,
    *cli_writing.COMMANDS,
    *cli_comparing.COMMANDS,
    *cli_correcting.COMMANDS,
    *cli_serving.COMMANDS,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command; a RagError becomes a message and an exit code."""
    _prepare_streams()
    try:
        cli(prog_name="rag", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as wanted:
        sys.exit(wanted.exit_code)
    except (click.Abort, KeyboardInterrupt) as stopped:
        kept = (stopped.__cause__ or stopped).args  # click makes an Abort of a KeyboardInterrupt, which may say it
        click.echo(" ".join(["\nrag: interrupted.", *map(str, kept)]), err=True)
        sys.exit(FAILED)
    except RagError as error:
        click.echo(f"rag: {error}", err=True)
        sys.exit(next(code for kind, code in _CODES.items() if isinstance(error, kind)))
    except OSError as error:
        # What the engine does not tell of itself is of the output: its reader left, or its disk is full.
        if not isinstance(error, BrokenPipeError):
            click.echo(f"rag: the output cannot be written: {error.strerror or error}.", err=True)
        _discard_output()
        sys.exit(FAILED)


_CODES = {UsageError: USAGE, NothingFound: NOTHING_FOUND, RagError: FAILED}


def _prepare_streams() -> None:
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever closed it wants nothing of it
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A file's name need not be valid text, and is shown all the same.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _discard_output() -> None:
    """Have what is left of the output go nowhere, or Python would try to write it once more on exit, and say so."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _marker() -> Callable[[str], str]:
    """What makes a word stand out: an underline on a terminal, nothing elsewhere or where NO_COLOR asks for nothing."""
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
    return str if plain else partial(click.style, underline=True)
