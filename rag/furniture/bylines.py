"""Lines that say who wrote an article and when.

A line is read in parts: what stands between bars, dots and dashes. Each part must be explained, as a date, a name, a
role, or the few capitalised words of an outlet or a place; one that is not makes the line text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.furniture import head_words as words
from rag.furniture import kinds, other_scripts
from rag.furniture.dates import DateLine, read_date_line
from rag.furniture.lines import Line

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_MOST_CHARACTERS = 160
_MOST_WORDS = 20
_NAME_TOKENS = range(2, 6)
_GROUP_TOKENS = range(1, 6)
_ROLE_WORDS = 9
_OUTLET_WORDS = 9
# A place or an outlet that no word gives away.
_BESIDE_WORDS = 4
_BESIDE_DATE_WORDS = 3
_SECTION_WORDS = 3

_OPENERS = "|".join(map(re.escape, sorted(words.BYLINE_OPENERS, key=len, reverse=True)))
_OPENER = re.compile(rf"(?:{_OPENERS})(?:\s+|(?<=:))(?P<rest>\S.*)", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(rf"\s*[,;/]\s*|\s+(?:{'|'.join(map(re.escape, sorted(words.NAME_JOINERS)))})\s+")
_WHERE_OR_FOR_WHOM = re.compile(rf",?\s+(?:{'|'.join(map(re.escape, words.BEFORE_PLACES))})\s+[^\W\d_].*$")
_BULLETS = " •·▪|"
_AROUND_DATE = " ,;:()[]|·•–—-"
_DATED_HEADLINE_WORDS = range(5, 26)
_DATE_TOKENS = (1, 3, 4, 5)
_YEAR = re.compile(r"\d{4}")
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_CREDIT = re.compile(r"(?P<what>\w[\w -]*?)(?: ?:| by| von| por| par| di) (?P<who>\S.*)")
_CREDIT_WORDS = 2
_DESK_CREDIT = re.compile(
    r"(?:(?:additional )?(?:reporting|writing)|editing|compiled|translated|produced) by ", re.IGNORECASE
)
_LONGEST_BIOGRAPHY = 500
_WORKS = (
    "reporter|correspondent|journalist|columnist|editor|(?:staff|freelance|senior) writer|writer|contributor|producer"
    "|photographer|professor|lecturer|fellow|historian|economist|novelist|author"
)
_DOES = re.compile(
    rf"is (?:an?|the|our) (?:[\w’'-]+ ){{0,5}}(?:{_WORKS})\b"
    r"|(?:covers|reports on|reports for|writes about|writes for)\b"
    r"|(?:est|es|ist|é|è) (?:(?:une?|el|la|le|der|die|uma?) )?(?:[\w’'-]+ ){0,3}"
    r"(?:journaliste|periodista|journalistin|journalist|jornalista|giornalista|redacteur|redactora?|redakteurin|redakteur)\b"
)
# Of Markdown: nothing else of a scraped page tells italics.
_IN_ITALICS = re.compile(r"(?P<mark>[*_])(?P<words>[^\s*_][^*_]*[^\s*_])(?P=mark)")
_NAME_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_CONTACT = re.compile(r"@\w{2,30}|[\w.+-]+@[\w-]+\.[\w.-]+")
_TRAILING_CONTACT = re.compile(rf"[\s(]+(?:{_CONTACT.pattern})\)?$")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a line of a head or a teaser says of author and date.

    `opened`: a word such as "By" stands before the author; `beside`: words stand by the date that may be any place.
    """

    author: str | None = None
    date: DateLine | None = None
    opened: bool = False
    beside: bool = False

    @property
    def is_bare_name(self) -> bool:
        """Whether only the shape of a name speaks for it: a subheading may have that."""
        return self.date is None and not self.opened


def read_meta(line: Line) -> Meta | None:
    """What the line says of author and date; None where it says more than that, or nothing."""
    if len(line.text) > _MOST_CHARACTERS or line.words > _MOST_WORDS:
        return None
    if (whole := read_date_line(line.text.casefold())) is not None:
        return Meta(date=whole)
    parts = line.parts
    if not line.text.isascii():
        parts = tuple(field for part in parts for field in other_scripts.fields_of(part))
    if len(parts) > 1 and (meta := _of_parts(parts)) is not None:
        return meta
    meta = _of_part(line.text.strip(_BULLETS))
    return meta if meta is not None and (meta.author or meta.date or meta.opened) else None


def is_person(text: str) -> bool:
    """Whether text has the shape of a person's name: two to five words in capitals, particles aside."""
    tokens = text.split()
    if len(tokens) not in _NAME_TOKENS or tokens[0].casefold() in words.NO_FIRST_NAMES:
        return False
    if any(_NAME_TOKEN.fullmatch(token) is None for token in tokens):
        return False
    if not words.NO_PART_OF_NAMES.isdisjoint(token.casefold() for token in tokens):
        return False
    capitals = [token for token in tokens if token[0].isupper()]
    return len(capitals) > 1 and all(token[0].isupper() or token in words.NAME_PARTICLES for token in tokens)


def is_group(text: str) -> bool:
    """Whether text names authors that are no single person: "Valley News Staff", "Editorial board", "AFP"."""
    tokens = text.split()
    if len(tokens) not in _GROUP_TOKENS or "," in text or not text[0].isupper() or text[-1] in ".:;!?":
        return False
    if _NAME_TOKEN.fullmatch(tokens[0]) is None:
        return False
    return any(token.casefold().strip(".,") in words.GROUP_WORDS for token in tokens)


def is_outlet(text: str) -> bool:
    """Whether text names a paper or an institution by a word that such names have: "Valley Courier"."""
    tokens = text.split()
    if len(tokens) > _OUTLET_WORDS or not _is_capitalised(tokens):
        return False
    return not words.OUTLET_WORDS.isdisjoint(token.casefold().strip(".,") for token in tokens)


def is_role(text: str) -> bool:
    """Whether text says what an author is: "Senior correspondent", "Staff Writer"."""
    tokens = [token.casefold().strip(".,") for token in text.split()]
    return 0 < len(tokens) <= _ROLE_WORDS and not words.ROLE_WORDS.isdisjoint(tokens) and not text.endswith(".")


def is_credit(text: str) -> bool:
    """Whether text says who did one part of the work: "Photography: John Roe", "Editing by Ann Poe"."""
    return all(
        (found := _CREDIT.fullmatch(part.strip(" ."))) is not None
        and len(found["what"].split()) <= _CREDIT_WORDS
        and (author_in(found["who"]) is not None or is_outlet(found["who"]))
        for part in text.split(";")
    )


def is_desk_credit(text: str) -> bool:
    """Whether text says who of a desk reported and edited: "(Reporting by Jane Doe in Orsa; Editing by Ann Poe)"."""
    bare = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    parts = [part.strip(" .") for part in bare.split(";")]
    return all(_DESK_CREDIT.match(part) for part in parts) and is_credit(bare)


def is_biography(text: str, author: str | None) -> bool:
    """Whether a paragraph begins with the name of the article's author, and goes on to say what that person does."""
    if author is None or len(text) > _LONGEST_BIOGRAPHY:
        return False
    name = next(
        (name for name in _BETWEEN_NAMES.split(author) if is_person(name) and text.startswith(f"{name} ")), None
    )
    return name is not None and _DOES.match(text, len(name) + 1) is not None


def whom_a_note_tells_of(text: str) -> str | None:
    """The person of whom a paragraph that is set apart in italics says what they do; None for any other paragraph."""
    said = _IN_ITALICS.fullmatch(text) if len(text) <= _LONGEST_BIOGRAPHY else None
    does = _DOES.search(said["words"]) if said else None
    name = said["words"][: does.start()].rstrip() if said and does else ""
    return name if is_person(name) else None


def is_contact(text: str) -> bool:
    """Whether text is an author's handle or address."""
    return _CONTACT.fullmatch(text) is not None


def author_in(text: str, *, opened: bool = False) -> str | None:
    """The author or authors that text names and nothing else, without place, role and paper; None if it names none.

    `opened` says that a word such as "By" stood before it: then what follows a comma may be any paper or place.
    """
    names = _TRAILING_CONTACT.sub("", _IN_BRACKETS.sub("", text))
    names = _WHERE_OR_FOR_WHOM.sub("", names).strip(" ,.")
    if not names:
        return None
    if is_group(names) or is_person(names):
        return names
    found = list(_BETWEEN_NAMES.finditer(names))
    starts = [0, *(between.end() for between in found)]
    ends = [*(between.start() for between in found), len(names)]
    parts = [names[start:end] for start, end in zip(starts, ends, strict=True)]
    known = next((i for i, part in enumerate(parts) if not is_person(part)), len(parts))
    may_follow = [
        is_role(part) or is_group(part) or is_outlet(part) or (opened and len(part.split()) <= _BESIDE_WORDS)
        for part in parts[known:]
    ]
    return names[: ends[known - 1]] if known and all(may_follow) else None


def _of_parts(parts: tuple[str, ...]) -> Meta | None:
    """ "By Jane Doe | March 3, 2021 | 5 min read": some parts tell, and the rest is not text."""
    metas: list[Meta] = []
    beside = False
    for part in parts:
        if (meta := _of_part(part)) is not None:
            metas.append(meta)
        elif len(part.split()) <= _BESIDE_WORDS and (part[0].isupper() or part[0].isdecimal()):
            beside = True
        else:
            return None
    dates = [meta.date for meta in metas if meta.date is not None]
    date = next((date for date in dates if date.iso and not date.updated), dates[0] if dates else None)
    named = sorted(
        (m for m in metas if m.author), key=lambda m: (not m.opened, m.date is not None, is_group(m.author or ""))
    )
    opened = any(meta.opened for meta in metas)
    if date is None and not opened and (beside or not named):
        return None
    return Meta(named[0].author if named else None, date, opened, beside or any(meta.beside for meta in metas))


def _of_part(part: str) -> Meta | None:
    """What one part says; None for text, a `Meta` of nothing for a role, an outlet or a reading time."""
    if (whole := read_date_line(part.casefold())) is not None:
        return Meta(date=whole)
    if (credited := other_scripts.credited(part)) is not None:
        return Meta(credited or None, opened=True)
    if (dated := _around_date(part.split())) is not None:
        return dated
    return _of_words(part)


def _of_words(part: str) -> Meta | None:
    opened = _OPENER.fullmatch(part)
    if opened is not None and (author := author_in(opened["rest"], opened=True)) is not None:
        return Meta(author, opened=True)
    if opened is not None and opened["rest"].casefold() in words.NO_ONES:
        return Meta(opened=True)
    if (author := author_in(part)) is not None:
        return Meta(author)
    return Meta() if is_role(part) or is_outlet(part) or is_contact(part) or _is_small(part) else None


def _is_small(part: str) -> bool:
    return kinds.is_edge(Line(0, len(part), part, part.casefold(), part.count(" ") + 1, after_blank=True))


def _around_date(tokens: list[str]) -> Meta | None:
    """ "March 3, 2021 by Jane Doe", "Valley Courier, 3 March 2021": the longest run that is a date, and the rest."""
    year = next((i for i, token in enumerate(tokens) if _YEAR.search(token)), None)
    if year is None:
        return None
    windows = ((first, last) for first in range(year + 1) for last in range(year + 1, len(tokens) + 1))
    for first, last in sorted(windows, key=lambda window: window[0] - window[1]):
        date = read_date_line(" ".join(tokens[first:last]).casefold())
        if date is not None:
            comma = [tokens[last - 1][-1]] if tokens[last - 1][-1] in _AROUND_DATE else []
            sides = [_beside_date(side) for side in (tokens[:first], [*comma, *tokens[last:]]) if side]
            if None in sides:
                return None
            said = [side for side in sides if side is not None]
            named = next((side for side in said if side.author), Meta())
            return Meta(named.author, date, named.opened, any(side.beside for side in said))
    return None


def _beside_date(tokens: list[str]) -> Meta | None:
    """What words before or after a date say, if they name an author, an outlet or a place."""
    text = " ".join(tokens)
    rest = text.strip(_AROUND_DATE)
    if not rest:
        return Meta()
    if (meta := _of_part(rest)) is not None:
        return meta
    apart = text[0] in _AROUND_DATE or text[-1] in _AROUND_DATE
    pieces = [piece.split() for piece in rest.split(",")]
    is_place = len(rest.split()) <= _BESIDE_WORDS and all(
        len(piece) <= _BESIDE_DATE_WORDS and _is_capitalised(piece, words.NAME_PARTICLES) for piece in pieces
    )
    return Meta(beside=True) if apart and is_place else None


def _is_capitalised(tokens: list[str], small: AbstractSet[str] = words.SMALL_WORDS) -> bool:
    """Whether all words begin with a capital, those aside that are written small in names."""
    if not tokens or not (tokens[0][0].isupper() or tokens[0][0].isdecimal()):
        return False
    return all(token[0].isupper() or not token[0].isalpha() or token in small for token in tokens)


def ends_or_begins_with_date(line: Line) -> bool:
    """Whether a short line is a headline and its date at one end, as lists of other stories have it."""
    if line.words not in _DATED_HEADLINE_WORDS or _YEAR.search(line.text) is None:
        return False
    tokens = line.text.split()
    for size in _DATE_TOKENS:
        for date in (tokens[-size:], tokens[:size]):
            found = read_date_line(" ".join(date).casefold())
            if found is not None and found.iso is not None and len(tokens) - size > _SECTION_WORDS:
                return True
    return False
