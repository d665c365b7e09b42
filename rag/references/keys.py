"""Citation keys: karlin2023; once given, the same for a document whatever else is in the library."""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, product
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rag.references.given_keys import NO_KEYS, GivenKeys, KeyOwner

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from rag.references.values import Reference

_NO_FIRST_WORDS = frozenset(
    [
        *("a", "an", "the", "on", "in", "of", "to", "for", "and", "what", "how", "why", "el", "la", "los", "las", "un"),
        *("una", "le", "les", "une", "des", "du", "der", "die", "das", "ein", "eine", "il", "lo", "o", "os", "as"),
    ]
)
_LETTERS = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_WORD = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"\d{4}")
_LONGEST_WORD = 30
_DIGITS_OF_HASH = 8


def keyed(
    references: Sequence[Reference], given: GivenKeys = NO_KEYS, elsewhere: Iterable[str] = ()
) -> tuple[Reference, ...]:
    """The references, in the same order, each with a key of its own, none the same as another in another case.

    A key that a reference has is kept; of several that have the same, by the first. Others have the one that they were
    given. Those made anew are none that was given, and none of those `elsewhere`; if they clash they get a, b, c … in
    the order of their sources.
    """
    kept: dict[str, Reference] = {}
    for reference in sorted(references, key=lambda reference: reference.sources):
        if reference.key:
            kept.setdefault(reference.key.casefold(), reference)
    keys = {one.sources: key for one in references if not one.key and (key := _given(one, given, kept))}
    left = [one for one in references if one.sources not in keys and kept.get(one.key.casefold()) is not one]
    keys |= _made(left, frozenset({*kept, *map(str.casefold, (*given.by_key, *elsewhere))}))
    return tuple(replace(one, key=keys.get(one.sources, one.key)) for one in references)


def with_new_keys(
    given: GivenKeys, references: Iterable[Reference], hashes: Mapping[str, str], elsewhere: Iterable[str] = ()
) -> GivenKeys:
    """The keys that were given, and one for each document of the references that has none of its own.

    Each document has one, also where several are one reference, and where an entry's key is shown in its place.
    `hashes` are the SHA-256 of the documents' files; `elsewhere` are keys not to be given.
    """
    told = list(references)
    kept = {one.key.casefold() for one in told if one.key}
    alone = [replace(one, key="", sources=(source,)) for one in told for source in one.sources]
    # A key that an entry has taken is not its document's any more. Those that had one go before those that are new.
    lost = [one for one in alone if given.of(one.sources) and not _given(one, given, kept)]
    new = [one for one in alone if not given.of(one.sources)]
    for some in (lost, new):
        made = _made(some, frozenset({*kept, *map(str.casefold, (*given.by_key, *elsewhere))}))
        owners = {key: KeyOwner(source, hashes[source]) for (source,), key in made.items()}
        given = given.adding(owners)
    return given


def _given(reference: Reference, given: GivenKeys, kept: Container[str]) -> str | None:
    """The earliest key given to a reference's documents that no entry has taken."""
    return next((key for key in given.of(reference.sources) if key.casefold() not in kept), None)


def base_key(reference: Reference) -> str:
    """The key that a reference has by itself: its first author, or else its title's first word of weight, and year."""
    author = reference.authors[0] if reference.authors else None
    name = _first_word((author.family or author.literal or "") if author else "")
    title = (word for word in _words(reference.title or "") if word not in _NO_FIRST_WORDS)
    word = name or next(title, "") or _first_word(PurePosixPath(reference.sources[0]).stem if reference.sources else "")
    if not word or word[0].isdecimal():
        word = f"ref{word or _hash(reference)}"
    year = _YEAR.match(reference.issued or "")
    return word[:_LONGEST_WORD] + (year[0] if year else "")


def _made(references: Sequence[Reference], taken: frozenset[str]) -> dict[tuple[str, ...], str]:
    """Keys for references that have none to keep, by their sources; the earliest source has the first."""
    groups: defaultdict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        groups[reference.key or base_key(reference)].append(reference)
    keys: dict[tuple[str, ...], str] = {}
    used = {*taken, *(base.casefold() for base in groups)}
    for base, group in sorted(groups.items()):
        if len(group) == 1 and base.casefold() not in taken:
            keys[group[0].sources] = base
            continue
        for reference in sorted(group, key=lambda one: one.sources):
            key = next(base + suffix for suffix in _suffixes() if (base + suffix).casefold() not in used)
            used.add(key.casefold())
            keys[reference.sources] = key
    return keys


def _suffixes() -> Iterator[str]:
    """a, b … z, aa, ab …"""
    for length in count(1):
        yield from map("".join, product(string.ascii_lowercase, repeat=length))


def _words(text: str) -> Iterable[str]:
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _WORD.findall("".join(character for character in decomposed if not unicodedata.combining(character)))


def _first_word(text: str) -> str:
    return next(iter(_words(text.replace("'", "").replace("’", "").replace("-", ""))), "")


def _hash(reference: Reference) -> str:
    return hashlib.sha256("\n".join(reference.sources).encode()).hexdigest()[:_DIGITS_OF_HASH]
