"""The command `rag diff`: thin, as those of `rag.cli`, which takes it up. It compares files, so it takes no folder."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.commands.common import PARTLY

if TYPE_CHECKING:
    from rag.comparing.runs import Comparison


@click.command(short_help="Say what changed from one file of answers to another.")
@click.argument("old", type=click.Path(path_type=Path, readable=False))
@click.argument("new", type=click.Path(path_type=Path, readable=False))
@click.option(
    *("--confidence",),
    metavar="BY",
    type=float,
    help="Tell of confidences that changed by so much.",
    show_default="0.05",
)
@click.option("--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="Write a page to read.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing; the exit code tells.")
def diff(old: Path, new: Path, *, confidence: float | None, page: Path | None, as_json: bool, quiet: bool) -> None:
    """Say what changed from OLD to NEW, two files of answers that rag batch has written (.jsonl).

    Exits with 0 if every question has the same answer in both, with 4 if not. What the answers were made with is told,
    and does not count.
    """
    from rag.comparing.report import json_pieces, summary_text, text_pieces
    from rag.comparing.runs import CONFIDENCE, compare

    found = compare(old, new, CONFIDENCE if confidence is None else confidence)
    if page is not None:
        _write_page(found, page)
    if not quiet:
        _print(json_pieces(found) if as_json else text_pieces(found) if page is None else [summary_text(found)])
    if found.changes:
        sys.exit(PARTLY)


def _print(pieces: Iterable[str]) -> None:
    for piece in pieces:
        click.echo(piece, nl=False)


def _write_page(found: Comparison, page: Path) -> None:
    """Write it whole or not at all. Raises FolderError where it cannot be written, UsageError in place of an answer."""
    from rag.comparing.page import comparison_page
    from rag.errors import UsageError
    from rag.whole_file import write_whole

    if page.resolve() in (found.old.path.resolve(), found.new.path.resolve()):
        raise UsageError(f"The page would take the place of the answers, {page}. Give another place with --html.")
    write_whole(page, comparison_page(found), "Give another place with --html.")


COMMANDS: list[click.Command] = [diff]
"""What `rag.cli` adds to `rag`."""
