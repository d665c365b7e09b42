"""Whom or what a draft names as the source of a quotation -> whether that is where the words are from.

Careful by design: a name counts only as that of an author, a title, an outlet or a file of the library, or where the
draft says of it that it wrote the words. Who is quoted in an article is no author, so a name that the article itself
has counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from rag import folding
from rag.checking.cited_behind import FULL_NAME, NAME, NO_NAMES, cited_names
from rag.checking.phrases import Phrases

if TYPE_CHECKING:
    from rag.checking.draft_context import Context, Said
    from rag.references.values import Reference
    from rag.values import Name

_YEAR = r"(?:1[5-9]|20)\d\d"
_AUTHOR_YEAR = re.compile(
    rf"\((?:see\s+|cf\.\s+|in\s+|vgl\.\s+|voir\s+)?(?P<who>{FULL_NAME})(?:\s+(?:&|and|und|et|y)\s+{FULL_NAME}|\s+et\s+al\.?)?"
    rf",?\s+(?P<year>{_YEAR})[a-z]?\b[^()]*\)|(?P<who2>{FULL_NAME})\s+\((?P<year2>{_YEAR})[a-z]?\b[^()]*\)"
)
_WROTE = re.compile(
    rf"(?P<who>{FULL_NAME})\s+(?:has\s+|had\s+)?(?:wrote|writes|written|schrieb|schreibt|écrit|écrivait|escribió|escribe)\b"
    rf"|\b(?:wrote|writes|schrieb|schreibt|écrit|écrivait|escribió|escribe)\s+(?P<who2>{FULL_NAME})"
)
_CREDITS = re.compile(
    rf"(?P<who>{FULL_NAME})\s+(?:said|says|reported|reports|argued|argues|noted|notes|observed|observes|concluded|added"
    r"|sagte|sagt|dit|dijo|afirmó)\b"
    rf"|\b(?:[Aa]ccording\s+to|said|says|reported|laut|[Nn]ach|[Ss]elon|[Ss]egún|by|von|[Pp]er|in)\s+(?P<who2>{FULL_NAME})"
)
_LEADING_AUTHOR = re.compile(
    rf"\s*(?:See\s+|Cf\.\s+)?(?P<who>{NAME}(?:\s+{NAME}){{1,3}}(?=,\s)|{NAME},\s+{NAME}(?=,\s)|{FULL_NAME}(?=,?\s+{_YEAR}\b))"
    rf"(?:,?\s+(?P<year>{_YEAR})\b)?"
)
_INITIAL = re.compile(r"(?<=\w\w)\.$")
_NO_PERSON = frozenset({"The", "A", "An", "In", "He", "She", "They", "It", "We", "I", "As", "But", "And", "This"})
_TITLE_WORDS_BY_THEMSELVES = 4
_INTRODUCES = re.compile(
    r"(?:\b(?:in|from|article|story|piece|report|essay|column|entitled|titled|called|to|per|source|sources|see|laut|aus"
    r"|dans|en|de|selon|según)\b[\s:]*|[“\"‘'«„(\[*_])\s*(?:the\s+)?[“\"‘'«„*_]?$",
    re.IGNORECASE,
)
_STEM_THAT_TELLS = re.compile(r"(?=.*[\d_-]).{4,}")
_PIECE_OF_A_NAME = re.compile(r"[^\s“”\"'’«»()\[\],;]+")
"""What a file's name is found by: the last piece of it that nothing parts."""


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Claim:
    """A source that a draft names: the words of it, where they stand, and the documents that it means.

    `at` is None within a note. `as_author`: the words are named as written by a person of that name. `name` is the
    family name, where it is a person; `of_year`: the year beside it says which of the person's documents are meant.
    """

    text: str
    at: int | None
    sources: frozenset[str]
    as_author: bool = False
    name: str | None = None
    of_year: bool = False


class KnownSources:
    """The library's references, by what a draft may call them."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._references = references

    def claims(self, context: Context) -> list[Claim]:
        """All sources that the surroundings of a quotation name."""
        found = [
            Claim(f"@{key}", None, frozenset(self._by_key[key.casefold()].sources))
            for key in context.keys
            if key.casefold() in self._by_key
        ]
        for said in context.said:
            found += [*self._titles(said), *self._files(said), *self._outlets(said), *self._authors(said)]
        return found

    def is_title(self, text: str) -> bool:
        """Whether the words are the title of a document of the library."""
        return tuple(folding.keys(folding.words(text))) in self._by_title

    def authors_of(self, sources: Iterable[str]) -> frozenset[str]:
        """The family names, folded, of those who wrote one of the documents."""
        return frozenset(name for source in sources for name in self._families_by_source.get(source, ()))

    @cached_property
    def _by_key(self) -> Mapping[str, Reference]:
        return {reference.key.casefold(): reference for reference in self._references if reference.key}

    @cached_property
    def _by_title(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        return _grouped(
            (tuple(folding.keys(folding.words(reference.title))), reference.sources)
            for reference in self._references
            if reference.title
        )

    @cached_property
    def _title_phrases(self) -> Phrases[frozenset[str]]:
        return Phrases(self._by_title)

    @cached_property
    def _by_family(self) -> Mapping[str, frozenset[str]]:
        return _grouped((_family(name), r.sources) for r in self._references for name in r.authors)

    @cached_property
    def _families_by_source(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for reference in self._references:
            for source in reference.sources:
                found.setdefault(source, set()).update(map(_family, reference.authors))
        return found

    @cached_property
    def _name_phrases(self) -> Phrases[tuple[str | None, frozenset[str]]]:
        """Each author's name of two and more words, with the family name and the documents."""
        names = {
            tuple(folding.keys(folding.words(_written(name)))): _family(name)
            for reference in self._references
            for name in reference.authors
        }
        return Phrases({words: (family, self._by_family[family]) for words, family in names.items() if len(words) > 1})

    @cached_property
    def _outlet_phrases(self) -> Phrases[frozenset[str]]:
        pairs = ((tuple(folding.keys(folding.words(r.container or ""))), r.sources) for r in self._references)
        return Phrases({words: sources for words, sources in _grouped(pairs).items() if len(words) > 1})

    @cached_property
    def _by_file(self) -> Mapping[str, frozenset[str]]:
        names: list[tuple[str, tuple[str, ...]]] = []
        for reference in self._references:
            for source in reference.sources:
                path = PurePosixPath(source)
                stems = [path.stem] if _STEM_THAT_TELLS.fullmatch(path.stem) else []
                names += [(name, (source,)) for name in {source, path.name, *stems}]
        return _grouped(names)

    @cached_property
    def _files_by_last_piece(self) -> Mapping[str, list[tuple[int, str]]]:
        """For the last piece of each file's name: where in the name it begins, and the name, long ones first."""
        found: dict[str, list[tuple[int, str]]] = {}
        for name in sorted(self._by_file, key=len, reverse=True):
            for piece in list(_PIECE_OF_A_NAME.finditer(name))[-1:]:
                found.setdefault(piece.group().rstrip(".:"), []).append((piece.start(), name))
        return found

    @cached_property
    def _years(self) -> Mapping[str, str]:
        return {source: (r.issued or "")[:4] for r in self._references for source in r.sources}

    def _titles(self, said: Said) -> Iterator[Claim]:
        for start, end, words, sources in self._title_phrases.found_in(said.text):
            if _names_a_work(said, start, end, words):
                yield _claim(said, start, end, sources)

    def _files(self, said: Said) -> Iterator[Claim]:
        for piece in _PIECE_OF_A_NAME.finditer(said.text):
            for offset, name in self._files_by_last_piece.get(piece.group().rstrip(".:"), ()):
                start = piece.start() - offset
                if start >= 0 and said.text.startswith(name, start) and not said.text[start - 1 : start].isalnum():
                    yield _claim(said, start, start + len(name), self._by_file[name])
                    break

    def _outlets(self, said: Said) -> Iterator[Claim]:
        for start, end, _, sources in self._outlet_phrases.found_in(said.text):
            if said.text[start].isupper():
                yield _claim(said, start, end, sources)

    def _authors(self, said: Said) -> Iterator[Claim]:
        for start, end, _, (family, sources) in self._name_phrases.found_in(said.text):
            if said.text[start].isupper():
                yield Claim(said.text[start:end], _at(said, start), sources, name=family)
        for pattern, as_author in ((_AUTHOR_YEAR, True), (_WROTE, True), (_CREDITS, False)):
            for match in pattern.finditer(said.text):
                yield from self._credited(said, match, as_author=as_author)
        for name, start in cited_names(said.text) if said.is_cited else ():
            family = _last_name(_INITIAL.sub("", name))
            if family in self._by_family:
                yield Claim(name, _at(said, start), self._by_family[family], as_author=True, name=family)
        if said.is_note and (leading := _LEADING_AUTHOR.match(said.text)):
            yield from self._credited(said, leading, as_author=True)

    def _credited(self, said: Said, match: re.Match[str], *, as_author: bool) -> Iterator[Claim]:
        """The person whom a pattern finds named: an author of the library or, as an author, anybody."""
        groups = match.groupdict()
        who = "who" if groups.get("who") else "who2"
        name, start = _INITIAL.sub("", match[who]), match.start(who)
        family = _last_name(name)
        sources = self._by_family.get(family, frozenset())
        year = groups.get("year") or groups.get("year2")
        dated = frozenset(source for source in sources if year and self._years.get(source) == year)
        is_person = (
            name not in NO_NAMES and name.split()[0] not in _NO_PERSON and (len(name.split()) > 1 or year is not None)
        )
        if sources or (as_author and is_person):
            yield Claim(name, _at(said, start), dated or sources, as_author, family, of_year=bool(dated))


def contradiction(
    claims: Sequence[Claim], sources: frozenset[str], known: KnownSources, text_words: frozenset[str]
) -> Claim | None:
    """The claim that the words are from elsewhere than `sources`, where they are; None if nothing says so for sure.

    `text_words` are the words, folded, of those documents.
    """
    authors = known.authors_of(sources)
    right = [claim for claim in claims if claim.sources & sources]
    for claim in claims:
        if claim.name is not None and (claim.name in authors or claim.name in text_words):
            if claim.of_year and claim.name in authors and not right:
                return claim  # the author's, but of another year, which there is one of
            continue
        if claim.name is None and claim.sources and not claim.sources & sources and not right:
            return claim
        if claim.name is not None and not claim.sources & sources:
            names_another_author = claim.as_author and bool(authors) and not any(c.name in authors for c in claims)
            if names_another_author or (claim.sources and not right):
                return claim
    return None


def _names_a_work(said: Said, start: int, end: int, words: int) -> bool:
    """Whether the words of a title stand there as one, and not for what they mean."""
    before, behind = said.text[max(0, start - 24) : start], said.text[end : end + 2]
    is_set_apart = bool(_INTRODUCES.search(before)) or (said.is_note and not before.strip())
    if words >= _TITLE_WORDS_BY_THEMSELVES:
        return True
    if words == 1:
        is_marked = bool(re.search(r"[“\"‘'«„(\[]\s*$", before)) and bool(re.match(r"\s*[,.]?[”\"’'»“)\],]", behind))
        return is_marked or (said.is_note and not before.strip(" ([") and not behind[:1].isalnum())
    return is_set_apart and not said.text[start].islower()


def _claim(said: Said, start: int, end: int, sources: frozenset[str]) -> Claim:
    return Claim(said.text[start:end], _at(said, start), sources)


def _at(said: Said, start: int) -> int | None:
    return None if said.at is None else said.at + start


def _grouped(pairs: Iterable[tuple[Key, tuple[str, ...]]]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for key, sources in pairs:
        found.setdefault(key, set()).update(sources)
    return {key: frozenset(sources) for key, sources in found.items()}


def _written(name: Name) -> str:
    parts = (name.given, name.dropping, name.particle, name.family)
    return name.literal or " ".join(part for part in parts if part)


def _family(name: Name) -> str:
    """The family name as it is compared: its last word, folded."""
    return _last_name(name.family or name.literal or "")


def _last_name(name: str) -> str:
    if "," in name:
        name = name.split(",", maxsplit=1)[0]
    words = folding.keys(folding.words(re.sub(r"[’']s$", "", name)))
    return words[-1] if words else ""
