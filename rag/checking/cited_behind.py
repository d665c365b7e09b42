"""What stands in brackets right behind a quotation, and the numbered references that it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.folding import QUOTATION_MARKS

if TYPE_CHECKING:
    from rag.drafts.draft import DraftBlock

_BRACKETS = r"[(\[](?P<cited>(?:[^()\[\]]|\([^()\[\]]*\)){1,200})[)\]]"
BEHIND = re.compile(rf"[{re.escape(QUOTATION_MARKS)}]{{0,2}}[\s.,]{{0,3}}{_BRACKETS}")
"""Brackets behind a quotation, from its end, the closing mark and a stop between left out of `cited`."""

_NUMBERS = re.compile(r"\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*")
_HEADS_A_LIST = re.compile(
    r"\s*(?:\d+\.?\s+)?(?:references|bibliography|works cited|sources|notes|endnotes|literatur|literaturverzeichnis"
    r"|quellen|bibliographie|références|referencias|bibliografía|bibliografia|referências)\s*:?\s*",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^[^\S\n]*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})\.)[^\S\n]+(?P<entry>\S[^\n]{8,})", re.MULTILINE)


def cited_numbers(cited: str) -> tuple[str, ...]:
    """The numbers of references that brackets cite: [2], (2, 3)."""
    return tuple(re.findall(r"\d+", cited)) if _NUMBERS.fullmatch(cited) else ()


def numbered_references(text: str, blocks: Sequence[DraftBlock]) -> Mapping[str, str]:
    """The entries of the lists under headings such as “References”, by their numbers."""
    start = next((b.end for b in reversed(blocks) if _HEADS_A_LIST.fullmatch(text, b.start, b.end)), len(text))
    found: dict[str, str] = {}
    for match in _ENTRY.finditer(text, start):
        number = next(group for group in match.groups()[:3] if group)
        found.setdefault(number, match["entry"])
    return found
