"""The library's references -> what of a draft's words names one of them, or somebody else as the author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from rag import folding
from rag.checking.credits import Credit, credits_in
from rag.checking.phrases import Phrases
from rag.references.names import shown

if TYPE_CHECKING:
    from rag.checking.draft_context import Context, Said
    from rag.references.values import Reference
    from rag.values import Name

_TITLE_WORDS_BY_THEMSELVES = 7
"""So many words in a row are a title's, however they are written; fewer may be said for what they mean."""

_POINTS_TO_A_WORK = re.compile(
    r"\b(?:in|from|article|story|piece|report|essay|column|entitled|titled|called|to|per|source|sources|see|laut|aus"
    r"|dans|en|de|selon|según)\b[\s:]*(?:the\s+)?$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[“\"‘'«„(\[*_「『《〈]\s*$")
_CLOSES = re.compile(r"\s*[,.]?[”\"’'»“)\]*_」』》〉]")
_POINTS_TO_A_FILE = re.compile(
    r"\b(?:see|sources?|files?|siehe|quelle|datei|voir|fichier|véase|archivo)\b[\s:]*[`“\"'(\[]*$", re.IGNORECASE
)
_STEM_THAT_TELLS = re.compile(r"(?=.*[\d_-])(?=.*[^\W\d_]).{4,}")
_DIGIT = re.compile(r"\d")
_PARTS_OF_A_NAME = 3
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
        return [*found, *(claim for said in context.said for claim in self.claims_of(said))]

    def claims_of(self, said: Said) -> list[Claim]:
        """All sources that some of what stands there names."""
        return [*self._titles(said), *self._files(said), *self._outlets(said), *self._authors(said)]

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
            tuple(folding.keys(folding.words(shown(replace(name, suffix=None))))): _family(name)
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
                names += [(name, (source,)) for name in {source, PurePosixPath(source).name}]
        return _grouped(names)

    @cached_property
    def _by_stem(self) -> Mapping[str, frozenset[str]]:
        """The files by their names without the ending, where such a one is neither a plain word nor figures alone."""
        stems = ((PurePosixPath(source).stem, (source,)) for r in self._references for source in r.sources)
        return _grouped((stem, source) for stem, source in stems if _STEM_THAT_TELLS.fullmatch(stem))

    @cached_property
    def _files_by_last_piece(self) -> Mapping[str, list[tuple[int, str]]]:
        """For the last piece of each file's name: where in the name it begins, and the name, long ones first."""
        found: dict[str, list[tuple[int, str]]] = {}
        for name in sorted({*self._by_file, *self._by_stem}, key=lambda name: (-len(name), name)):
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
                if start < 0 or not said.text.startswith(name, start) or said.text[start - 1 : start].isalnum():
                    continue
                if name in self._by_file or _names_a_file(said, start, name):
                    sources = self._by_file.get(name) or self._by_stem[name]
                    yield _claim(said, start, start + len(name), sources)
                    break

    def _outlets(self, said: Said) -> Iterator[Claim]:
        for start, end, _, sources in self._outlet_phrases.found_in(said.text):
            if said.text[start].isupper():
                yield _claim(said, start, end, sources)

    def _authors(self, said: Said) -> Iterator[Claim]:
        for start, end, _, (family, sources) in self._name_phrases.found_in(said.text):
            if said.text[start].isupper():
                yield Claim(said.text[start:end], _at(said, start), sources, name=family)
        for credit in credits_in(said.text, is_note=said.is_note, is_cited=said.is_cited):
            yield from self._credited(said, credit)

    def _credited(self, said: Said, credit: Credit) -> Iterator[Claim]:
        """The person whom a text credits: an author of the library or, as an author, anybody."""
        family = _last_name(credit.name)
        sources = self._by_family.get(family, frozenset())
        dated = frozenset(source for source in sources if credit.year and self._years.get(source) == credit.year)
        if sources or credit.may_be_an_author:
            as_author = credit.kind != "speaker"
            yield Claim(credit.name, _at(said, credit.start), dated or sources, as_author, family, of_year=bool(dated))


def _names_a_work(said: Said, start: int, end: int, words: int) -> bool:
    """Whether the words of a title stand there as one, and not for what they mean."""
    before, behind = said.text[max(0, start - 24) : start], said.text[end : end + 2]
    is_marked = bool(_OPENS.search(before)) and bool(_CLOSES.match(behind))
    opens_a_note = said.is_note and not before.strip(" ([")
    if words == 1:
        return not said.text[start].islower() and (is_marked or (opens_a_note and not behind[:1].isalnum()))
    if words >= _TITLE_WORDS_BY_THEMSELVES or is_marked:
        return True
    is_within_a_sentence = bool(before.strip()) and before.rstrip()[-1] not in ".!?…:"
    may_be_one = said.is_note or _POINTS_TO_A_WORK.search(before) or _OPENS.search(before) or is_within_a_sentence
    return bool(may_be_one) and said.text[start].isupper()


def _names_a_file(said: Said, start: int, stem: str) -> bool:
    """Whether a file's name without its ending stands there as one: covid-19 is a word too."""
    before = said.text[max(0, start - 24) : start]
    is_pointed_to = bool(_POINTS_TO_A_FILE.search(before)) or before.endswith("`")
    parts = len(re.split(r"[-. ]", stem))
    is_made_up = "_" in stem or parts > _PARTS_OF_A_NAME or (parts == _PARTS_OF_A_NAME and _DIGIT.search(stem))
    return bool(is_made_up) or is_pointed_to or (said.is_note and not before.strip(" (["))


def _claim(said: Said, start: int, end: int, sources: frozenset[str]) -> Claim:
    return Claim(said.text[start:end], _at(said, start), sources)


def _at(said: Said, start: int) -> int | None:
    return None if said.at is None else said.at + start


def _grouped(pairs: Iterable[tuple[Key, tuple[str, ...]]]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for key, sources in pairs:
        found.setdefault(key, set()).update(sources)
    return {key: frozenset(sources) for key, sources in found.items()}


def _family(name: Name) -> str:
    """The family name as it is compared: its last word, folded."""
    return _last_name(name.family or name.literal or "")


def _last_name(name: str) -> str:
    if "," in name:
        name = name.split(",", maxsplit=1)[0]
    words = folding.keys(folding.words(re.sub(r"[’']s$", "", name)))
    return words[-1] if words else ""
