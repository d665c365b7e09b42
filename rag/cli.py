"""The command `rag`: thin. Results go to standard output, progress and messages to standard error.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 `ask` found nothing; 4 some inputs failed and the rest was done.
Everything heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.errors import RagError, UsageError

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Progress, SyncReport

FAILED, USAGE, NOTHING_FOUND, PARTLY = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Common:
    """The argument and options that every command has."""

    folder: Path
    index: Path | None
    model: str | None
    as_json: bool
    quiet: bool


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the common argument and options, as its first argument."""

    @wraps(command)
    def run(folder: Path, index: Path | None, model: str | None, *, as_json: bool, quiet: bool, **own: object) -> None:
        """Gather what all commands are given, and run this one."""
        command(Common(folder, index, model, as_json, quiet), **own)

    for decorate in (
        click.option("--quiet", is_flag=True, help="No progress and no notes."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option("--model", help="A sentence-transformers name or folder; the index's own, or the bundled one."),
        click.option("--index", type=click.Path(path_type=Path), help="Where the index lies; .rag/ in the folder."),
        click.argument("folder", type=click.Path(path_type=Path, readable=False)),
    ):
        run = decorate(run)
    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="article-rag", prog_name="rag")
def cli() -> None:
    """Ask a folder of articles, and get answers quoted from them character for character."""


@cli.command()
@common
@click.option("--port", type=click.IntRange(0, 65535), help="The port; the first free one from 7860.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def chat(given: Common, *, port: int | None, no_browser: bool) -> None:
    """Bring the index up to date and open the web chat on 127.0.0.1."""
    from ui import serve

    with _library(given) as library:
        _sync(library, given)
        library.warm_up()
        serve(library, port=port, open_browser=not no_browser, announce=_announce)


@cli.command()
@common
@click.option("--rebuild", is_flag=True, help="Make the index anew.")
def index(given: Common, *, rebuild: bool) -> None:
    """Bring the index up to date; print what was added, changed and removed, and what could not be read and why."""
    from rag.printing import sync_report_text, sync_report_to_json

    with _library(given) as library:
        report = _sync(library, given, rebuild=rebuild)
        if given.as_json:
            _print_json(sync_report_to_json(report))
        else:
            click.echo(sync_report_text(report, quiet=given.quiet), nl=False)
    if report.unread:
        sys.exit(PARTLY)


@cli.command()
@common
@click.argument("question")
@click.option("--passages", type=click.IntRange(0, 200), help="How many passages the JSON carries.")
def ask(given: Common, question: str, *, passages: int | None) -> None:
    """Ask one question."""
    from rag.answering import answer_to_json
    from rag.printing import answer_text

    with _library(given, passages) as library:
        _sync_if_stale(library, given)
        answer = library.ask(question)
    if given.as_json:
        _print_json(answer_to_json(answer))
    else:
        click.echo(answer_text(answer))
    if answer.status != "answered":
        sys.exit(NOTHING_FOUND)


@cli.command()
@common
@click.argument("words")
@click.option("-k", type=click.IntRange(1, 200), default=8, show_default=True, help="How many passages.")
def search(given: Common, words: str, *, k: int) -> None:
    """Print the passages that are nearest to the words."""
    from rag.answering import rank_passages
    from rag.printing import passages_text, passages_to_json

    with _library(given) as library:
        _sync_if_stale(library, given)
        passages = rank_passages(library.search(words, k), library.document)
        if given.as_json:
            _print_json(passages_to_json(passages))
        else:
            click.echo(passages_text(passages, library.document))


@cli.command()
@common
@click.argument("questions", type=click.Path(path_type=Path, readable=False))
@click.option("-o", "answers", required=True, type=click.Path(path_type=Path), help="The answers' file; - to print.")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--passages", type=click.IntRange(0, 200), help="How many passages each answer carries; 8.")
def batch(given: Common, questions: Path, answers: Path, *, passages: int | None, form: str) -> None:
    """Answer a file of questions (.jsonl) into a file of answers (.jsonl)."""
    from rag.batch import answer_file, write_answers

    del form  # only one yet
    with _library(given, passages) as library:
        _sync_if_stale(library, given)
        with _counting("Answering", quiet=given.quiet) as count:
            if str(answers) == "-":
                report = write_answers(library, questions, sys.stdout, count)
            else:
                report = answer_file(library, questions, answers, count)
    if not given.quiet:
        click.echo(f"{report.answered} answered, {report.not_found} not found, {report.errors} errors", err=True)
    if report.errors:
        sys.exit(PARTLY)


@cli.command()
@common
@click.argument("source")
def text(given: Common, source: str) -> None:
    """Print the text of one article: what all offsets refer to."""
    from rag.reading import read_source

    document = read_source(given.folder, source)
    if given.as_json:
        _print_json({"source": source, "text": document.text})
    else:
        sys.stdout.buffer.write(document.text.encode("utf-8"))


@cli.command()
@common
def status(given: Common) -> None:
    """Print what the index holds, and whether files changed since."""
    from rag.printing import status_text, status_to_json

    with _library(given) as library:
        found = library.status()
    if given.as_json:
        _print_json(status_to_json(found))
    else:
        click.echo(status_text(found), nl=False)


def main() -> None:
    """Run the command; a RagError becomes a message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        cli(prog_name="rag", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as wanted:
        sys.exit(wanted.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nrag: interrupted. What was done is kept; the same command goes on from there.", err=True)
        sys.exit(FAILED)
    except UsageError as error:
        click.echo(f"rag: {error}", err=True)
        sys.exit(USAGE)
    except RagError as error:
        click.echo(f"rag: {error}", err=True)
        sys.exit(FAILED)
    except BrokenPipeError:
        # The reader of our output left. Python would say so again on exit, when it flushes.
        sys.stderr.close()
        sys.exit(FAILED)


def _announce(address: str) -> None:
    click.echo(f"The chat is at {address} – Ctrl-C ends it.", err=True)


def _library(given: Common, passages: int | None = None) -> Library:
    from rag.library import Library
    from rag.settings import Settings

    flags = {"index": given.index, "model": given.model, "passages": passages}
    return Library.open(given.folder, Settings.load(given.folder, flags), sync=False)


def _sync(library: Library, given: Common, *, rebuild: bool = False) -> SyncReport:
    with _stages(quiet=given.quiet) as progress:
        return library.sync(progress, rebuild=rebuild)


def _sync_if_stale(library: Library, given: Common) -> None:
    with _stages(quiet=given.quiet) as progress:
        report = library.sync_if_stale(progress)
    if report and not given.quiet:
        for line in (*(f"{unread.source} {unread.reason}" for unread in report.unread), *report.notes):
            click.echo(f"rag: {line}", err=True)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


_STAGES = {"reading": "Reading", "embedding": "Embedding"}


@contextmanager
def _stages(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A progress bar a stage on a terminal, a line a stage elsewhere."""
    bars: dict[str, Any] = {}

    def show(progress: Progress) -> None:
        """Bring the bar of this stage to where the job is."""
        if quiet:
            return
        if progress.stage == "waiting":
            click.echo("rag: another rag is bringing this index up to date; waiting for it.", err=True)
            return
        if progress.stage not in bars:
            label = f"{_STAGES[progress.stage]} {progress.total} files"
            bars[progress.stage] = click.progressbar(length=progress.total, label=label, file=sys.stderr)
            bars[progress.stage].__enter__()
        bar = bars[progress.stage]
        bar.update(progress.done - bar.pos)
        if progress.done == progress.total:
            bar.finish()
            bar.render_finish()

    yield show


@contextmanager
def _counting(label: str, *, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A running count on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    yield lambda done: click.echo(f"\r{label}: {done}", nl=False, err=True)
    click.echo(err=True)
