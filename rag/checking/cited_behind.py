"""What stands in brackets right behind a quotation, and what it cites: names with places, or a numbered reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rag.folding import QUOTATION_MARKS

if TYPE_CHECKING:
    from rag.drafts.draft import DraftBlock

_BRACKETS = r"[(\[](?P<cited>(?:[^()\[\]]|\([^()\[\]]*\)){1,200})[)\]]"
BEHIND = re.compile(rf"[{re.escape(QUOTATION_MARKS)}]{{0,2}}[\s.,]{{0,3}}{_BRACKETS}")
"""Brackets behind a quotation, from its end, the closing mark and a stop between left out of `cited`."""

NAME = r"(?:[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][\w’'-]*\.?)"
FULL_NAME = rf"{NAME}(?:\s+(?:(?:van|von|der|den|de|del|della|di|da|la|le|al|el|bin|ibn|y)\s+)*{NAME}){{0,3}}"
_LABEL = r"(?:pp?|pars?|paras?|paragraphs?|pages?|chs?|chapters?|secs?|sections?|lines?|cols?|S|Abs|Kap)\b\.?|¶|§"
LOCATOR = rf"(?:(?:{_LABEL})\s*\d{{1,5}}|\d{{1,3}}(?!\d))(?:\s?[–-]\s?\d{{1,5}})?"
"""A place in a work: p. 34, par. 2, or a page alone; a number of four figures may be a year, and is none."""

_NAMES = re.compile(
    rf"\s*(?:see\s+|cf\.\s+|vgl\.\s+|voir\s+)?{FULL_NAME}(?:\s*(?:,|&|\band\b|\bund\b|\bet\b|\by\b)\s*{FULL_NAME})*"
    rf"(?:\s+et\s+al\.?)?(?:,?\s+{LOCATOR})*\s*"
)
_A_NAME = re.compile(FULL_NAME)
NO_NAMES = frozenset(
    {"See", "Cf.", "Table", "Figure", "Page", "Interview", "Spring", "Summer", "Autumn", "Fall", "Winter"}
    | {"January", "February", "March", "April", "May", "June", "July"}
    | {"August", "September", "October", "November", "December"}
)
_NUMBERS = re.compile(r"\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*")
_HEADS_A_LIST = re.compile(
    r"\s*(?:\d+\.?\s+)?(?:references|bibliography|works cited|sources|notes|endnotes|literatur|literaturverzeichnis"
    r"|quellen|bibliographie|références|referencias|bibliografía|bibliografia|referências)\s*:?\s*",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^[^\S\n]*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})\.)[^\S\n]+(?P<entry>\S[^\n]{8,})", re.MULTILINE)


def cited_names(cited: str) -> Iterator[tuple[str, int]]:
    """The names that brackets cite, each with where it begins; none where the brackets hold anything else.

    (Lund), (Lund 34), (Lund and Berg, par. 2) and (Lund 34; Berg 7) do; “qtd. in Lund” does not.
    """
    at = 0
    for part in cited.split(";"):
        if _NAMES.fullmatch(part):
            yield from (
                (name.group(), at + name.start()) for name in _A_NAME.finditer(part) if name.group() not in NO_NAMES
            )
        at += len(part) + 1


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
