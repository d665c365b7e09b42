"""What the commands share: their common arguments, opening a library, progress and JSON.

Everything heavy is imported inside the function that needs it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from rag.commands.pace import Pace

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Filter, Progress, SyncReport

FAILED, USAGE, NOTHING_FOUND, PARTLY = 1, 2, 3, 4
_OWN_MODEL = "the index's own, or the bundled one"
_COMMON = ("reranker", "index", "model", "as_json", "quiet")


class Commands(click.Group):
    """Commands that tell of their own options first, and of those that all have last."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """See click.Group."""
        cmd.params.sort(key=lambda parameter: _COMMON.index(parameter.name) if parameter.name in _COMMON else -1)
        super().add_command(cmd, name)


@dataclass(frozen=True, slots=True)
class Common:
    """The argument and options that every command has."""

    folder: Path
    index: Path | None
    model: str | None
    as_json: bool
    quiet: bool
    reranker: str | None = None


class _Folder(click.Path):
    """A folder by its name, which an unset variable of a script leaves empty."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401, ARG002
        """See click.Path. Raises UsageError for an empty name."""
        from rag.files import folder_named

        return folder_named(value, "index" if param and param.name == "index" else "folder")


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the common argument and options, as its first argument."""

    @wraps(command)
    def run(folder: Path, index: Path | None, model: str | None, *, as_json: bool, quiet: bool, **own: object) -> None:
        """Gather what all commands are given, and run this one."""
        command(Common(folder, index, model, as_json, quiet), **own)

    for decorate in (
        click.option("--quiet", is_flag=True, help="No progress and no notes."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option("--model", help="A sentence-transformers model, by name or folder.", show_default=_OWN_MODEL),
        click.option("--index", type=_Folder(), help="Where the index lies.", show_default=".rag/ in the folder"),
        click.argument("folder", type=_Folder(readable=False)),
    ):
        run = decorate(run)
    return run


def reranked(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option to look again at what it finds."""

    @wraps(command)
    def run(given: Common, *, reranker: str | None, **own: object) -> None:
        """Add it to what all commands are given, and run this one."""
        command(replace(given, reranker=reranker), **own)

    helped = "A sentence-transformers CrossEncoder, by name or folder, to look again at the best sentences."
    return click.option("--reranker", metavar="NAME", help=helped)(run)


def narrowed(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which articles to ask, as its argument `within`; None for all."""

    @wraps(command)
    def run(
        *arguments: object,
        source: tuple[str, ...],
        author: tuple[str, ...],
        since: str | None,
        until: str | None,
        **own: object,
    ) -> None:
        """Gather them, and run this command."""
        from rag.filters import filter_in_force
        from rag.values import Filter

        command(*arguments, within=filter_in_force(Filter(source, author, since, until)), **own)

    for decorate in (
        click.option("--until", metavar="DATE", help="Only articles dated until then, that day, month or year too."),
        click.option("--since", metavar="DATE", help="Only articles dated since then: 2023, 2023-07 or 2023-07-21."),
        click.option("--author", metavar="NAME", multiple=True, help="Only articles by this author; may be repeated."),
        click.option(
            *("--source",),
            metavar="PATTERN",
            multiple=True,
            help="Only articles of this path or folder, or that fit a pattern ('*.pdf', quoted); may be repeated.",
        ),
    ):
        run = decorate(run)
    return run


def open_library(given: Common, passages: int | None = None, workers: int | None = None) -> Library:
    """The library that a command was given, by the settings in force; its index as it is."""
    from rag.library import Library
    from rag.settings import Settings

    chosen = flags_of(given) | {"passages": passages, "workers": workers}
    return Library.open(given.folder, Settings.load(given.folder, chosen), sync=False)


def flags_of(given: Common) -> dict[str, object]:
    """What was given that settings hold too, by their names; None where it was not."""
    return {"index": given.index, "model": given.model, "reranker": given.reranker}


def sync(library: Library, given: Common, *, rebuild: bool = False, may_empty: bool = False) -> SyncReport:
    """Bring the index up to date, with progress on standard error; it is emptied only if it `may_empty`."""
    with stages(quiet=given.quiet) as progress:
        return library.sync(progress, rebuild=rebuild, may_empty=may_empty)


def sync_if_stale(library: Library, given: Common) -> None:
    """Bring the index up to date if it is not, and tell what could not be read."""
    with stages(quiet=given.quiet) as progress:
        report = library.sync_if_stale(progress, may_empty=False)
    if report and not given.quiet:
        from rag.printing import in_one_line

        for line in (*(f"{unread.source} {unread.reason}" for unread in report.unread), *report.notes):
            click.echo(f"rag: {in_one_line(line)}", err=True)


def tell_who_is_left_out(library: Library, within: Filter | None, given: Common) -> None:
    """One note of what the filter leaves out unawares; where it leaves out all, UsageError before a model is loaded."""
    from rag.filters import left_out

    said = left_out(library.admitted(within)) if within else ()
    if said and not given.quiet:
        click.echo(f"rag: {' '.join(said)}", err=True)


def print_json(value: object) -> None:
    """Print an object for programs to read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


_KEPT = "What was done is kept; the same command goes on from there."
_STAGES = {"reading": "Reading", "embedding": "Embedding"}


@contextmanager
def stages(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A progress bar a stage on a terminal, a line a stage elsewhere; a KeyboardInterrupt says what of it is kept."""
    from rag.printing import counted

    bars: dict[str, Any] = {}
    paces: dict[str, Pace] = {}
    is_begun = False

    def show(progress: Progress) -> None:
        """Bring the bar of this stage to where the job is."""
        nonlocal is_begun
        is_begun = is_begun or progress.done > 0
        if quiet:
            return
        if progress.stage == "waiting":
            click.echo("rag: another rag is bringing this index up to date; waiting for it.", err=True)
            return
        if progress.stage not in bars:
            label = f"{_STAGES[progress.stage]} {counted(progress.total, 'file')}"
            bars[progress.stage] = click.progressbar(
                length=progress.total, label=label, file=sys.stderr, show_eta=False, item_show_func=lambda left: left
            )
            bars[progress.stage].__enter__()
            paces[progress.stage] = Pace()
        bar = bars[progress.stage]
        left = paces[progress.stage].left(progress.done, progress.total, monotonic())
        bar.update(progress.done - bar.pos, _left_text(left) if left else "")
        if progress.done == progress.total:
            bar.finish()
            bar.render_finish()

    try:
        yield show
    except KeyboardInterrupt as stopped:
        raise KeyboardInterrupt(*([_KEPT] if is_begun else stopped.args)) from None


def _left_text(seconds: float) -> str:
    from rag.batches.terminal import duration_text

    return f"about {duration_text(seconds)} left"


@contextmanager
def counting(label: str, *, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A running count on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    yield lambda done: click.echo(f"\r{label}: {done}", nl=False, err=True)
    click.echo(err=True)
