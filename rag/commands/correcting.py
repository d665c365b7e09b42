"""The command `rag correct`: thin, as those of `rag.cli`, which takes it up."""

from __future__ import annotations

import click

from rag.commands.common import Common, common, open_library, print_json, sync_if_stale
from rag.errors import UsageError


@click.command(short_help="Correct the title, author or date of an article.")
@common
@click.argument("source", required=False)
@click.option("--title", metavar="TEXT", help="The title; '' where nobody knows it.")
@click.option("--author", metavar="TEXT", help="The author; '' where nobody knows it.")
@click.option("--date", "published", metavar="DATE", help="2023, 2023-07 or 2023-07-21; '' where nobody knows it.")
@click.option("--clear", is_flag=True, help="Take back what was corrected before; with others, before they are set.")
def correct(given: Common, source: str | None, *, clear: bool, **fields: str | None) -> None:
    """Correct the title, author or date of the article SOURCE; without them print what is corrected of it, or of all.

    What is corrected is kept beside the index and holds everywhere: in answers, filters and references.
    """
    from rag.corrections import Correction
    from rag.printing import corrections_text, corrections_to_json

    said = {name: value for name, value in fields.items() if value is not None}
    if source is None and (said or clear):
        raise UsageError(
            f"There is no article to correct. rag correct {given.folder} SOURCE takes its path in the folder."
        )
    with open_library(given) as library:
        if source is not None and said:
            sync_if_stale(library, given)
        if source is not None and (said or clear):
            before = Correction() if clear else library.corrections().get(source, Correction())
            library.correct(source, before.setting(**said))
        kept = library.corrections()
        found = kept if source is None else {source: kept.get(source, Correction())}
    if given.as_json:
        print_json(corrections_to_json(found))
    elif not given.quiet:
        click.echo(corrections_text(found), nl=False)


COMMANDS: list[click.Command] = [correct]
"""What `rag.cli` adds to `rag`."""
