"""An article that is not there: which of those that are was meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from rag.errors import NoSuchArticle, UsageError

_MOST = 3
_MOST_COMPARED = 10_000
"""Spellings, which takes a second at worst; among more, only the same names are found."""


def no_such_article(source: str, folder: Path, sources: Collection[str]) -> UsageError:
    """Says that the folder, whose articles are at `sources`, has none at `source`, and which are near."""
    if not sources:
        return UsageError(f"There is no article {source!r} in {folder}, which holds no articles.")
    near = near_sources(source, sources)
    meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    told = f"There is no article {source!r} in {folder}.{meant}"
    return NoSuchArticle(told, f"rag status {folder} --articles lists them.")


def near_sources(source: str, sources: Iterable[str]) -> tuple[str, ...]:
    """At most three of the sources: those of the same name elsewhere or of another ending, then those spelt alike."""
    asked = _spelling(source)
    spelt: dict[str, list[str]] = {}
    for known in sorted(sources):
        spelt.setdefault(_spelling(known), []).append(known)
    named_so = (known for known in spelt if PurePosixPath(known).name == PurePosixPath(asked).name)
    alike = difflib.get_close_matches(asked, spelt, n=_MOST) if len(spelt) <= _MOST_COMPARED else ()
    return tuple(known for spelling in dict.fromkeys((*named_so, *alike)) for known in spelt[spelling])[:_MOST]


def _spelling(source: str) -> str:
    """Without the ending, which all have in common."""
    return str(PurePosixPath(source.casefold()).with_suffix("")) if PurePosixPath(source).name else source
