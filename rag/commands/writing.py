"""The commands for writing: thin, as those of `rag.cli`, which takes them up."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.commands.common import (
    PARTLY,
    Common,
    common,
    narrowed,
    open_library,
    print_json,
    reranked,
    sync_if_stale,
    tell_who_is_left_out,
)
from rag.errors import FolderError, UsageError
from rag.whole_file import write_whole

if TYPE_CHECKING:
    from rag.checking.values import CheckReport
    from rag.library import Library
    from rag.references.files import ReferenceForm
    from rag.references.values import CitedForm, CitedText
    from rag.values import Answer, Filter

_FORMS: tuple[CitedForm, ...] = ("text", "markdown", "html", "latex", "docx", "pandoc")
_BY_SUFFIX: dict[str, CitedForm] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".tex": "latex",
    ".docx": "docx",
}
_PRINTED = "it is printed"
_REFERENCES_BY_SUFFIX: dict[str, ReferenceForm] = {".bib": "bibtex", ".ris": "ris", ".json": "csl-json"}


@dataclass(frozen=True, slots=True)
class Cited:
    """How quotations are to be cited: style None for the one in force, format None for that of the file's ending."""

    style: str | None = None
    form: CitedForm | None = None
    out: Path | None = None

    def check(self, *, as_json: bool, needs_style: bool = False) -> None:
        """Raises UsageError for a style that is not there, a format that needs a file or a style and has none, and a
        file whose ending promises another format than is written.
        """
        from rag.citing.csl import find_style

        if self.style is not None:
            find_style(self.style)
        elif needs_style and (self.form or self.out):
            raise UsageError("--format and -o are of quotations that are cited. Give a style too: --cite STYLE")
        if self.format() == "docx" and self.out is None:
            raise UsageError("A Word document cannot be printed. Name a file: -o FILE.docx")
        promised = _BY_SUFFIX.get(self.out.suffix.lower()) if self.out else None
        if as_json and promised:
            raise UsageError(f"--json writes JSON, and {self.out} is none. Name another file: -o FILE.json")
        if promised == "docx" and self.format() != "docx":
            raise UsageError(f"{self.out} is a Word document, and --format is {self.form}. Leave out one of them.")

    def format(self) -> CitedForm:
        """The format to write."""
        return self.form or (_BY_SUFFIX.get(self.out.suffix.lower()) if self.out else None) or "text"


def written_as(style_option: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command the options of a citation style, a format and a file, as its argument `cited`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        """Give them to this one."""

        @wraps(command)
        def run(*given: object, style: str | None, form: CitedForm | None, out: Path | None, **own: object) -> None:
            """Gather them, and run it."""
            command(*given, cited=Cited(style, form, out), **own)

        helped = "The citation style: chicago, chicago-author-date, apa, mla, harvard, ieee, vancouver, another by its"
        for option in (
            click.option(
                "-o", "out", type=click.Path(path_type=Path), help="The file to write.", show_default=_PRINTED
            ),
            click.option(
                *("--format", "form"),
                type=click.Choice(_FORMS),
                help="The format.",
                show_default="by the file's ending, else text",
            ),
            click.option(style_option, "style", metavar="STYLE", help=f"{helped} CSL name, or a .csl file."),
        ):
            run = option(run)
        return run

    return decorate


@click.command(short_help="Quote what you remember or ask, with its footnote.")
@common
@reranked
@click.argument("words")
@written_as("--style")
@narrowed
def cite(given: Common, words: str, *, cited: Cited, within: Filter | None) -> None:
    """Quote what you remember or ask, with its footnote and bibliography entry."""
    from rag.citing.notes import cited_to_json

    cited.check(as_json=given.as_json)
    with open_library(given) as library:
        sync_if_stale(library, given)
        tell_who_is_left_out(library, within, given)
        found = library.cite(words, cited.style, within)
        if found.confidence < library.settings.threshold and not given.quiet:
            said = f"rag: the articles hardly say this ({found.confidence:.2f}); see whether it is what you meant."
            click.echo(said, err=True)
        _tell_of_references(library, given)
        _write(library, given, cited, found, cited_to_json(found))


def write_answer(library: Library, given: Common, cited: Cited, answer: Answer) -> bool:
    """Write an answer's quotations cited, if a style was asked for and there are quotations; whether it did."""
    from rag.answer_json import answer_to_json
    from rag.citing.notes import cited_to_json

    if cited.style is None or not answer.citations:
        return False
    found = library.cite_answer(answer, cited.style)
    _tell_of_references(library, given)
    _write(library, given, cited, found, answer_to_json(answer) | {"cited": cited_to_json(found)})
    return True


def _write(library: Library, given: Common, cited: Cited, found: CitedText, as_json: dict[str, Any]) -> None:
    """Write or print the quotations, and remember the style that was asked for."""
    from rag.citing.forms import write_cited

    written = json.dumps(as_json, ensure_ascii=False, indent=2) + "\n" if given.as_json else None
    _put(written or write_cited(found, cited.format()), cited.out)
    if cited.style:
        _remember(library, given, found.style)


def _remember(library: Library, given: Common, style: str) -> None:
    from rag.style_file import keep_style

    try:
        keep_style(library.index, style)
    except FolderError as error:
        if not given.quiet:
            click.echo(f"rag: {error}", err=True)


def _put(written: str | bytes, out: Path | None) -> None:
    if out is None or str(out) == "-":
        if isinstance(written, bytes):
            sys.stdout.buffer.write(written)
        else:
            click.echo(written, nl=False)
        return
    write_whole(out, [written], "Give another place with -o.")


def _tell_of_references(library: Library, given: Common) -> bool:
    """Tell what of the references files could not be used; whether there was any."""
    from rag.printing import printable

    bad = library.unused_entries()
    for entry in bad if not given.quiet else ():
        click.echo(printable(f"rag: {entry}"), err=True)
    return bool(bad)


@click.command()
@common
@click.option(
    *("--format", "form"),
    type=click.Choice(["bibtex", "ris", "csl-json"]),
    help="The format that the references are written in.",
    show_default="by the file's ending, else bibtex",
)
@click.option(
    *("--cited", "answers"),
    type=click.Path(path_type=Path, readable=False),
    metavar="ANSWERS",
    help="Only what these answers cite, a file that rag batch wrote (.jsonl).",
)
@click.option("-o", "out", type=click.Path(path_type=Path), help="The file to write.", show_default=_PRINTED)
def export(given: Common, *, form: ReferenceForm | None, answers: Path | None, out: Path | None) -> None:
    """Write the articles' references for Zotero, pandoc and LaTeX."""
    from rag.references.files import write_references
    from rag.references.formats.csl_json import to_item

    with open_library(given) as library:
        sync_if_stale(library, given)
        references = library.references(answers)
        bad = _tell_of_references(library, given)
    if given.as_json:
        print_json({"schema": 1, "references": [to_item(reference) for reference in references]})
    else:
        by_ending = _REFERENCES_BY_SUFFIX.get(out.suffix.lower()) if out else None
        _put(write_references(references, form or by_ending or "bibtex"), out)
    if bad:
        sys.exit(PARTLY)


@click.command(short_help="Check every quotation of a draft, or of saved answers.")
@common
@click.argument("draft", type=click.Path(path_type=Path, readable=False))
@click.option("--suggest", is_flag=True, help="Show what may support the sentences that state something unquoted.")
@click.option("--strict", is_flag=True, help="Code 4 for typography too, and for saved quotations that moved.")
@click.option("--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="Write the draft, annotated.")
@click.option("--docx", "word", metavar="FILE", type=click.Path(path_type=Path), help="Write a copy with comments.")
def check(given: Common, draft: Path, *, suggest: bool, strict: bool, page: Path | None, word: Path | None) -> None:
    """Check every quotation of a draft, or of saved answers (.jsonl), against the articles.

    Exits with 0 if all are right, with 4 if any is wrong, with 2 if what was asked for is wrong, and with 1 if it
    failed.
    """
    from rag.checking.report import check_text
    from rag.checking.report_json import check_to_json
    from rag.checking.saved_answers import SUFFIX

    if word and draft.suffix.lower() != ".docx":
        raise UsageError(
            f"--docx writes a copy of a Word document with comments; {draft} is none. --html writes a page."
        )
    if draft.suffix.lower() == SUFFIX:
        if suggest or page or word:
            raise UsageError("--suggest, --html and --docx are for drafts; saved answers have none of them.")
        _check_answers(given, draft, strict=strict)
        return
    with open_library(given) as library:
        sync_if_stale(library, given)
        report = library.check(draft, suggest=suggest)
    if page or word:
        _write_report(draft, report, page, word, strict=strict)
    if given.as_json:
        print_json(check_to_json(report))
    else:
        click.echo(check_text(report, _differs()), nl=False)
    if not report.passes(strict=strict):
        sys.exit(PARTLY)


def _check_answers(given: Common, answers: Path, *, strict: bool) -> None:
    from rag.checking.report import answers_text
    from rag.checking.report_json import answers_to_json

    with open_library(given) as library:
        sync_if_stale(library, given)
        report = library.check_answers(answers)
    if given.as_json:
        print_json(answers_to_json(report))
    else:
        click.echo(answers_text(report, _differs()), nl=False)
    if not report.passes(strict=strict):
        sys.exit(PARTLY)


def _write_report(draft: Path, report: CheckReport, page: Path | None, word: Path | None, *, strict: bool) -> None:
    """Write the page and the copy with comments, where they are asked for; never over the draft."""
    if any(out and out.resolve() == draft.resolve() for out in (page, word)):
        raise UsageError(f"{draft} is the draft itself, which is never written. Name another file.")
    if page:
        from rag.checking.page import check_page

        _put(check_page(report), page)
    if word:
        from rag.checking.comments import commented_draft

        _put(commented_draft(draft.read_bytes(), report, strict=strict), word)


def _differs() -> Callable[[str], str]:
    """What makes words stand out that differ: reverse video on a terminal, asterisks elsewhere."""
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
    return "**{}**".format if plain else partial(click.style, reverse=True)


COMMANDS: list[click.Command] = [cite, export, check]
"""What `rag.cli` adds to `rag`."""
