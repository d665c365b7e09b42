"""References and a style -> footnotes or citations in the text, and a bibliography, as runs of styled text."""

from __future__ import annotations

import re
import string
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from typing import TYPE_CHECKING, Any

from rag.citing.csl.marks import CLOSE_QUOTE, GAP, OPEN_QUOTE, QuoteMarks, held, mark, runs_of, seen, with_markup
from rag.errors import UsageError
from rag.references.formats.csl_json import to_item

if TYPE_CHECKING:
    from rag.citing.csl.styles import StyleFile
    from rag.references.values import Locator, Reference, Runs

_VERBATIM = frozenset({"URL", "DOI", "id", "type", "ISBN", "ISSN"})
_WITH_MARKUP = frozenset({"title", "container-title", "title-short", "collection-title"})
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_ANY_TYPE = "webpage"
_TAG = re.compile(r"</?\w+[^<>]*>")
_STOPS_ALONE = re.compile(rf"[\s{GAP}]+[.,:;\s{GAP}]*$")


@dataclass(frozen=True, slots=True)
class Cite:
    """A place to be cited: the reference, and where in it."""

    reference: Reference
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a style makes of cites: their notes or in-text citations in order, and the bibliography in its own."""

    in_notes: bool
    notes: tuple[Runs, ...]
    bibliography: tuple[Runs, ...]


def render(style: StyleFile, cites: Sequence[Cite]) -> Rendered:
    """The cites in that style, one citation each, and a bibliography of their references, each once.

    Raises UsageError for a style that the processor cannot follow.
    """
    references = list(dict.fromkeys(cite.reference for cite in cites))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            loaded = _load(style)
            kinds = _Session(loaded, references, _As()).left_out()
            letters = _Session(loaded, references, _As(kinds)).letters()
            session = _Session(loaded, references, _As(kinds, letters))
            session.sort()
            return Rendered(session.in_notes, session.notes(cites), session.bibliography())
        except (MemoryError, RecursionError):
            raise
        # The processor is a young one and styles are programs: whatever it stumbles over is the style's.
        except Exception as error:
            why = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise UsageError(f"The style {style.name} cannot be followed here ({why}). Take another one.") from error


@dataclass(frozen=True, slots=True)
class _As:
    """As what references are set: another type than their own, and with a letter after the year."""

    kinds: Mapping[Reference, str] = field(default_factory=dict)
    letters: Mapping[Reference, str] = field(default_factory=dict)


class _Formatter:
    """How citeproc marks what is set in a style."""

    @staticmethod
    def preformat(text: object) -> str:
        """The text, which needs no preparing."""
        return str(text)

    Italic = Oblique = staticmethod(lambda text: mark(str(text), "italic"))
    Bold = staticmethod(lambda text: mark(str(text), "bold"))
    Light = staticmethod(str)
    Underline = staticmethod(lambda text: mark(str(text), "underlined"))
    Superscript = staticmethod(lambda text: mark(str(text), "raised"))
    Subscript = staticmethod(lambda text: mark(str(text), "lowered"))
    SmallCaps = staticmethod(lambda text: mark(str(text), "small_caps"))


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A style as citeproc has it, and the quotation marks of its language."""

    style: Any
    quotes: QuoteMarks


def _load(style: StyleFile) -> _Loaded:
    import citeproc

    import rag.citing.csl.repairs  # noqa: F401 – to import them puts them in force

    loaded = citeproc.CitationStylesStyle(str(style.path), validate=False)
    loaded.root.formatter = _Formatter
    _repair(loaded.root)
    return _Loaded(loaded, _quotes(loaded.root))


class _Session:
    """A loaded style with a set of references, of which nothing has been cited yet."""

    def __init__(self, loaded: _Loaded, references: Sequence[Reference], told: _As) -> None:
        import citeproc
        from citeproc.source.json import CiteProcJSON

        self._citeproc = citeproc
        self._references = references
        self._ids = {reference: f"r{number}" for number, reference in enumerate(references)}
        self._style = loaded.style
        self._root = loaded.style.root
        self._quotes = loaded.quotes
        items = [_item(one, self._ids[one], told) for one in references]
        self._bibliography = citeproc.CitationStylesBibliography(self._style, CiteProcJSON(items), _Formatter)
        for reference in references:
            self._bibliography.register(citeproc.Citation([citeproc.CitationItem(self._ids[reference])]))

    def sort(self) -> None:
        """Put the references in the order of the style's bibliography, which numbers them too; it takes a while."""
        if self._style.has_bibliography():
            self._bibliography.sort()

    @property
    def in_notes(self) -> bool:
        """Whether the style cites in footnotes."""
        return bool(self._root.get("class") == "note")

    def notes(self, cites: Sequence[Cite]) -> tuple[Runs, ...]:
        """Each cite as a citation of its own, in their order; its title or file where the style says nothing of it."""
        cited = ((one.reference, self._cited(one.reference, one.locator)) for one in cites)
        return tuple(runs_of(note if _says(note) else _named(of), self._quotes) for of, note in cited)

    def bibliography(self) -> tuple[Runs, ...]:
        """The entries in the style's order; none for a style without a bibliography."""
        ids = {key: reference for reference, key in self._ids.items()}
        entries = self._entries().items()
        told = ((one, ids[key]) for key, one in entries)
        return tuple(runs_of(one if _tells(one, of) else _named_behind(one, of), self._quotes) for one, of in told)

    def left_out(self) -> dict[Reference, str]:
        """The references that the style says nothing of, or has no entry for, with a type that it has one for."""
        ids = {key: reference for reference, key in self._ids.items()}
        silent = [ids[key] for key, entry in self._entries().items() if not _tells(entry, ids[key])]
        silent += [reference for reference in self._references if not _says(self._cited(reference, None))]
        return dict.fromkeys(silent, _ANY_TYPE)

    def _entries(self) -> dict[str, str]:
        if not self._style.has_bibliography():
            return {}
        entries = {item.key: self._style.render_bibliography([item]) for item in self._bibliography.items}
        return {key: "".join(map(str, entry)) for key, entry in entries.items()}

    def letters(self) -> dict[Reference, str]:
        """The letters after years that tell references apart which the style would cite alike."""
        citation = self._root.citation
        if self.in_notes or citation.get("disambiguate-add-year-suffix") != "true":
            return {}
        self.sort()
        alike: defaultdict[str, list[Reference]] = defaultdict(list)
        order = {key: number for number, key in enumerate(self._bibliography.keys)}
        for reference in sorted(self._references, key=lambda one: order[self._ids[one]]):
            alike[self._cited(reference, None)].append(reference)
        return {
            reference: letter
            for group in alike.values()
            if len(group) > 1
            for reference, letter in zip(group, _alphabet(), strict=False)
        }

    def _cited(self, reference: Reference, locator: Locator | None) -> str:
        place = {"locator": self._citeproc.Locator(locator.label, _place(locator))} if locator else {}
        citation = self._citeproc.Citation([self._citeproc.CitationItem(self._ids[reference], **place)])
        self._bibliography.register(citation)
        return str(self._bibliography.cite(citation, str))


def _place(locator: Locator) -> str:
    value, heading = held(locator.value), " ".join((locator.heading or "").split())
    if not heading:
        return value
    # Held wholly, or its hyphens would be taken for those of a range of pages.
    return f"{value}, {OPEN_QUOTE}{held(heading, wholly=True)}{CLOSE_QUOTE}"


def _alphabet() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(string.ascii_lowercase, repeat=length))


def _named(reference: Reference) -> str:
    return held(reference.title or next(iter(reference.sources), reference.key))


def _named_behind(entry: str, reference: Reference) -> str:
    """The title or file behind what the style sets, without what stands there behind nothing."""
    return f"{_STOPS_ALONE.sub('', entry)}{GAP}{_named(reference)}"


def _tells(entry: str, reference: Reference) -> bool:
    """Whether an entry names its work: by title, author, outlet or address."""
    told = _letters(seen(entry))
    names = [name for author in reference.authors for name in (author.family, author.literal)]
    known = (_TAG.sub("", reference.title or ""), *names, reference.container, reference.url, reference.doi)
    return any(letters in told for letters in map(_letters, filter(None, known)) if letters)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _says(marked: str) -> bool:
    return any(map(str.isalnum, marked))


def _item(reference: Reference, key: str, told: _As) -> dict[str, Any]:
    """The reference as citeproc takes it, its texts safe from the rules of punctuation and from marks."""
    item = {variable: _safe(variable, value) for variable, value in to_item(reference).items()}
    letter = told.letters.get(reference)
    kind = told.kinds.get(reference, item["type"])
    return item | {"id": key, "type": kind} | ({"year-suffix": letter} if letter else {})


def _safe(variable: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_safe(variable, one) for one in value]
    if isinstance(value, dict):
        return {key: _safe(key, one) for key, one in value.items()}
    if not isinstance(value, str) or variable in {"id", "type"}:
        return value
    text = held(value, wholly=variable in _VERBATIM)
    return with_markup(_APOSTROPHE.sub("’", text)) if variable in _WITH_MARKUP else text


def _repair(root: Any) -> None:
    """Make the gap after an entry's number seen, which is a tab or a column in print."""
    bibliography = root.bibliography
    layout = None if bibliography is None else bibliography.layout
    if layout is None or not len(layout):
        return
    firsts = [layout[0]] if bibliography.get("second-field-align") else []
    for element in (*firsts, *layout.iter("{*}text", "{*}number", "{*}group")):
        if element in firsts or element.get("display") == "left-margin":
            element.set("suffix", element.get("suffix", "").rstrip().removesuffix(GAP) + GAP)


def _quotes(root: Any) -> QuoteMarks:
    """The language's quotation marks, which become marks in the style's terms."""
    glyphs = {}
    for name, default in (("open", "“"), ("close", "”"), ("open-inner", "‘"), ("close-inner", "’")):
        term = f"{name}-quote"
        glyphs[name] = str(root.get_single_term(name=term)) or default
        for locale in root.locales:
            for found in locale.xpath_search(f"./cs:terms/cs:term[@name='{term}']"):
                for child in list(found):
                    found.remove(child)
                found.text = OPEN_QUOTE if name.startswith("open") else CLOSE_QUOTE
    stops_inside = (root.get_locale_option("punctuation-in-quote") or "false").lower() == "true"
    return QuoteMarks((glyphs["open"], glyphs["close"]), (glyphs["open-inner"], glyphs["close-inner"]), stops_inside)
