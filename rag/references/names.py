"""Names of authors as they are written -> their parts, as bibliographies invert and shorten them."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.values import Name

_PARTICLES = frozenset(
    [
        *("van", "von", "der", "den", "de", "del", "della", "dello", "di", "da", "das", "do", "dos", "du", "des", "la"),
        *(
            "le",
            "las",
            "los",
            "ter",
            "ten",
            "te",
            "zu",
            "zum",
            "zur",
            "vom",
            "af",
            "av",
            "al",
            "el",
            "ben",
            "bin",
            "ibn",
        ),
        *("bint", "st.", "y", "e", "'t", "van't", "’t", "dal", "degli", "dei", "lo", "op", "in", "auf", "und"),
    ]
)
_JOINING = frozenset({"y", "e", "i"})
_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|ph\.?d|m\.?d)\.?|[IVX]{2,4}|esq\.?", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:agency|agencia|agence|agentur|alliance|association|asociación|associates|authors|board|bureau|bbc|cnn|center"
    r"|centre|centro|chronicle|collective|comité|commission|comisión|committee|company|consejo|contributors|corporation"
    r"|council|courier|department|desk|dispatch|editor|editors|editorial|federation|foundation|gazette|group|herald"
    r"|inc|initiative|institute|institut|instituto|journal|league|ltd|magazine|media|ministry|ministerio|monitor|network"
    r"|news|newsroom|observatory|office|ombudsman|organisation|organization|party|partido|post|press|project|redacción"
    r"|redaktion|rédaction|report|reporters|review|service|services|society|staff|team|times|today|tribune|union"
    r"|university|universidad|voice|watch|weekly|wire|workers|writers|reuters|afp|efe|ansa|dpa|upi|xinhua|bloomberg|unicef)\b",
    re.IGNORECASE,
)
# Scripts without capitals whose names are written family first, or have no family name.
_UNPARTED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Between two names: a semicolon, "and"; "y" only where two words stand on either side, for it joins family names too.
_BETWEEN = re.compile(r"\s*[;|/]\s*|\s*,?\s+(?:and|und|et|&)\s+|\s*&\s*|\s+y\s+(?=\w\S*\s+\w)")
_WORDS_OF_A_PERSON = range(2, 8)
_MOST_WORDS_INVERTED = 3


def names_in(line: str | None) -> tuple[Name, ...]:
    """The authors that a line names: "Ann Poe, Bob Roe and Cy Doe", "Poe, Ann", "Reuters"; none for None."""
    pieces = [piece.strip(" ,") for piece in _BETWEEN.split(line or "")]
    names = [name for piece in pieces if piece for name in _names(piece)]
    if line and len(names) > 1 and all(name.literal for name in names) and _BODY.search(line) and "," not in line:
        return (name_of(line),)
    return tuple(names)


def _names(piece: str) -> list[Name]:
    """The names of a list with commas, or the one of "Poe, Ann"; "Poe, Jr." is one too."""
    if _is_inverted(piece):
        return [name_of(piece)]
    names: list[str] = []
    for part in piece.split(","):
        if names and _SUFFIX.fullmatch(part.strip()):
            names[-1] += f" {part.strip()}"
        elif part.strip():
            names.append(part)
    return [name_of(name) for name in names]


def name_of(text: str) -> Name:
    """One name: "Anna van der Berg", "van der Berg, Anna", "Left Voice"; `literal` for what cannot be parted."""
    text = " ".join(text.split())
    family, comma, rest = text.partition(",")
    if comma and family.strip() and rest.strip() and not _SUFFIX.fullmatch(rest.strip()):
        given, _, suffix = rest.partition(",")
        return _inverted(family.strip(), given.strip(), suffix.strip())
    words = text.replace(",", " ").split()
    if len(words) not in _WORDS_OF_A_PERSON or is_body(text) or _UNPARTED.search(text):
        return Name(literal=text.strip(" ,") or text or None)
    suffix = words.pop() if len(words) > min(_WORDS_OF_A_PERSON) and _SUFFIX.fullmatch(words[-1]) else ""
    last = len(words) - 1
    # The family name is the last word, with the particles that lead to it: "Cruz e Silva", "van der Berg".
    while last > 1 and words[last - 1] in _PARTICLES:
        last -= 2 if words[last - 1] in _JOINING and last > min(_WORDS_OF_A_PERSON) else 1
    if words[0].lower() == words[0] != words[0].upper():
        return Name(literal=text)
    family_words = words[last:]
    return _inverted(" ".join(family_words), " ".join(words[:last]), suffix)


def canonical(name: Name) -> Name:
    """The name as its parts are kept: no empty ones, a person without a given name as `literal`, particles apart."""
    name = Name(*(" ".join(part.split()) or None if part else None for part in _parts(name)))
    if name.literal:
        return Name(literal=name.literal)
    if not name.family or not name.given:
        whole = " ".join(part for part in (name.given, name.dropping, name.particle, name.family, name.suffix) if part)
        return Name(literal=whole or None)
    more, family = _particle(name.family)
    particle = " ".join(part for part in (name.particle, more) if part) or None
    return replace(name, particle=particle, family=family)


def shown(name: Name) -> str:
    """The name in the order it is spoken."""
    if name.literal:
        return name.literal
    parts = (name.given, name.dropping, name.particle, name.family, name.suffix)
    return " ".join(part for part in parts if part)


def family_first(name: Name) -> str:
    """The name as lists have it: "van der Berg, Anna, Jr."; `literal` as it is."""
    if name.literal or not name.family:
        return name.literal or shown(name)
    family = " ".join(part for part in (name.dropping, name.particle, name.family) if part)
    return ", ".join(part for part in (family, name.given, name.suffix) if part)


def _parts(name: Name) -> tuple[str | None, ...]:
    return name.family, name.given, name.particle, name.dropping, name.suffix, name.literal


def _inverted(family: str, given: str, suffix: str) -> Name:
    particle, family = _particle(family)
    return canonical(Name(family=family, given=given, particle=particle, suffix=suffix or None))


def _particle(family: str) -> tuple[str | None, str]:
    words = family.split()
    first = 0
    while first < len(words) - 1 and words[first] in _PARTICLES:
        first += 1
    return " ".join(words[:first]) or None, " ".join(words[first:])


def is_body(text: str) -> bool:
    """Whether text names an organization and no person: "Valley Courier", "Ministry of Works"."""
    words = text.split()
    if _BODY.search(text):
        return True
    # A person's words begin with capitals, particles aside: "Proletarian writers" is no person.
    return any(word.islower() and word not in _PARTICLES for word in words)


def _is_inverted(piece: str) -> bool:
    """Whether a piece with one comma is one name, family first: of two persons each has two words or more."""
    family, comma, given = piece.partition(",")
    if not comma or "," in given or is_body(piece) or _SUFFIX.fullmatch(given.strip()):
        return False
    words, others = [word for word in family.split() if word not in _PARTICLES], given.split()
    return min(len(words), len(others)) == 1 and max(len(words), len(others)) <= _MOST_WORDS_INVERTED
