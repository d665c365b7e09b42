"""Text that a spreadsheet would run as a formula when it opens a .csv, made harmless in a way that can be undone.

A spreadsheet runs a cell that begins with =, +, - or @, or with a tab or line end before one (OWASP, "CSV Injection").
Such a cell gets an apostrophe in front, which is how people tell a spreadsheet that a cell is text. One that has
apostrophes there already gets one more, so that taking one away always gives the text back. Plain numbers stay.
"""

from __future__ import annotations

import re

_WOULD_RUN = re.compile(r"'*(?:[\t\r\n]|[\s\x00-\x20\u200b\ufeff]*[=+\-@＝＋－＠])")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*", re.ASCII)


def would_run(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, were it not for apostrophes in front of it."""
    return bool(_WOULD_RUN.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


def guarded(text: str) -> str:
    """The text as it stands in a .csv cell."""
    return f"'{text}" if would_run(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and would_run(cell) else cell
