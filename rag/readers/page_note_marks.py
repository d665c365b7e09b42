"""What among a page's words only leads elsewhere: marks of notes, the arrows at the notes' ends, links to edit.

So does what is said to those who listen to a page alone: that a link opens a new window.
"""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

_ROLES = frozenset({"doc-noteref", "doc-backlink"})
_TYPES = frozenset({"noteref", "backlink"})
_CLASSES = frozenset(
    {
        *("footnote-ref", "footnote-reference", "footnote-back", "footnote-backref", "reversefootnote", "noteref"),
        *("data-footnote-backref", "mw-cite-backlink", "mw-editsection", "footnote-anchor", "footnote-number"),
    }
)
_RAISED_CLASSES = frozenset({"reference", "Inline-Template"})
"""Of a <sup>: what an encyclopedia sets behind a sentence, [3] and [citation needed]."""

_ATTRIBUTES = ("data-footnote-ref", "data-footnote-backref")
_OF_A_WORD_PROCESSOR = re.compile(r"#_(?:ftn|edn)")
_ON_THE_PAGE = re.compile(r"(?![a-z]+:|//)[^#]*#.")
"""Within a book, notes are often a page of their own."""

_AROUND = " \t\r\n[](),;\u00a0"
_ARROWS = re.compile(r"[\s\u2191\u21a9\u21aa\u23ce\u2934^\ufe0e\ufe0f]+")
_BARE = re.compile(r"\s*(?:\d{1,3}|[*†‡§]{1,3})\s*")
_BRACKETED = re.compile(r"\s*\[(?:\d{1,3}|[a-z*†‡]|note \d{1,3})\]\s*")
_LEADS_TO_A_NOTE = re.compile(r"#.*(?:fn|note|ftn|edn|cite)", re.IGNORECASE)
_HEARD_ALONE = frozenset(
    {
        *("sr-only", "visually-hidden", "visuallyhidden", "u-visually-hidden", "assistive-text"),
        *("screen-reader-text", "screen-reader-only", "screenreader-only"),
    }
)
_OPENS_ELSEWHERE = re.compile(
    r"\b(?:new|another|neue[mns]?|nouvel(?:le)?|nueva|nova|nuova|nieuw)"
    r" (?:window|(?:browser )?tab|fenster|fenêtre|onglet|ventana|pestaña|janela|aba|finestra|scheda|venster|tabblad)\b"
    r"|\b(?:link is external|external (?:link|site|website))\b",
    re.IGNORECASE,
)
_LONGEST_MARK = 6
_LONGEST_HEARD = 60
_MOST_NODES = 20


def is_note_mark(tag: Tag) -> bool:
    """Whether the element is the mark of a note, a link back from one or the like, and no words of the article."""
    if tag.name not in {"a", "sup", "span"}:
        return False
    if not _ROLES.isdisjoint(_tokens(tag, "role")) or not _TYPES.isdisjoint(_tokens(tag, "epub:type")):
        return True
    classes = _tokens(tag, "class")
    if not _CLASSES.isdisjoint(classes) or "noprint" in classes or any(map(tag.has_attr, _ATTRIBUTES)):
        return True
    if tag.name == "sup":
        return not _RAISED_CLASSES.isdisjoint(classes) or _has_only_links(tag) or _reads(_BRACKETED, tag)
    if tag.name == "a":
        return _is_link_of_a_note(tag)
    return not _HEARD_ALONE.isdisjoint(classes) and _tells_where_a_link_opens(tag)


def _is_link_of_a_note(link: Tag) -> bool:
    if not _ON_THE_PAGE.match(str(link.get("href", ""))):
        return False
    of_a_word_processor = _OF_A_WORD_PROCESSOR.match(str(link.get("href"))) is not None
    return of_a_word_processor or _is_raised(link) or _is_arrow(link) or _touches_a_word(link)


def _tokens(tag: Tag, name: str) -> list[str]:
    value = tag.get(name) or ""
    return value.split() if isinstance(value, str) else list(value)


def _has_only_links(sup: Tag) -> bool:
    """Whether what is raised is nothing but links to places on the page, and brackets and commas around them."""
    pieces = _texts(sup)
    marks = [words for words, linked in pieces or () if linked]
    return bool(marks) and all(linked or not words.strip(_AROUND) for words, linked in pieces or ())


def _is_raised(link: Tag) -> bool:
    """Whether the link holds a <sup> of a few characters and nothing else."""
    inside = [node for node in link.contents if isinstance(node, Tag) or str(node).strip()]
    if len(inside) != 1 or not isinstance(inside[0], Tag) or inside[0].name != "sup":
        return False
    pieces = _texts(inside[0])
    return pieces is not None and 0 < len("".join(words for words, _ in pieces).strip()) <= _LONGEST_MARK


def _touches_a_word(link: Tag) -> bool:
    """Whether the link is a bare number right behind a word or a stop, as none is that is read with the words."""
    if not _LEADS_TO_A_NOTE.search(str(link.get("href", ""))) or not _reads(_BARE, link):
        return False
    before = link.previous_sibling
    return type(before) is NavigableString and (before[-1:].isalpha() or before.endswith(tuple(".,;:!?”’»\"'")))


def _tells_where_a_link_opens(tag: Tag) -> bool:
    texts = _texts(tag)
    said = "".join(words for words, _ in texts or ())
    return len(said) <= _LONGEST_HEARD and _OPENS_ELSEWHERE.search(said) is not None


def _reads(pattern: re.Pattern[str], tag: Tag) -> bool:
    """Whether the element's text is nothing but what the pattern says."""
    return pattern.fullmatch("".join(words for words, _ in _texts(tag) or ())) is not None


def _is_arrow(link: Tag) -> bool:
    return _reads(_ARROWS, link)


def _texts(tag: Tag) -> list[tuple[str, bool]] | None:
    """The texts in an element, and whether each is that of a link on the page; None of more than a mark has."""
    texts: list[tuple[str, bool]] = []
    todo = [(node, False) for node in tag.contents[:_MOST_NODES]]
    for _ in range(_MOST_NODES):
        if not todo:
            return texts
        node, linked = todo.pop()
        if isinstance(node, Tag):
            leads = linked or (node.name == "a" and _ON_THE_PAGE.match(str(node.get("href", ""))) is not None)
            todo += [(child, leads) for child in node.contents[:_MOST_NODES]]
        elif type(node) is NavigableString and node.strip():
            texts.append((str(node), linked))
    return None
