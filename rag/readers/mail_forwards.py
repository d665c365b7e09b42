"""The head of another mail within a mail's text: what is forwarded there, or answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.readers.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMES = {
    name: field
    for field, names in {
        "from": "from von de da van от",
        "date": "date sent datum gesendet envoyé fecha enviado data inviato verzonden enviada",
        "subject": "subject betreff objet asunto oggetto assunto onderwerp",
        "to": "to an à para a aan",
        "": "cc bcc kopie reply-to importance wichtigkeit attachments anlagen organization list-id message-id",
    }.items()
    for name in names.split()
}
_FIELD = re.compile(r"[*_>\s]*([^\W\d_][\w-]{0,14})\s?[*_]*\s*:[*_]*(?:\s*\|)?(?:\s+(.*)|)")
_FORWARD = re.compile(
    r"\W*(?:begin )?(?:forwarded (?:message|mail|by)|(?:anfang der )?weitergeleitete\w* (?:nachricht|e-?mail)"
    r"|message (?:transféré|réexpédié)|début du message (?:réexpédié|transféré)|mensaje reenviado|inicio del mensaje"
    r"|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht)\b.*",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"\W*(?:original message|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale"
    r"|mensagem original|oorspronkelijk bericht)\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:message|nachricht)\s*:?\s*\d+", re.IGNORECASE)
_LEAST_FIELDS = 3
_MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class ForwardedHead:
    """A head of another mail: its fields by name, what stands above it, itself and what stands below.

    `is_forward` says that a line above it calls it so; `is_numbered` that it is one of a digest's.
    """

    fields: dict[str, str]
    above: list[Block]
    head: Block
    below: list[Block]
    is_forward: bool
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class _Line:
    block: int
    text: str


def forwarded_head(blocks: Sequence[Block]) -> ForwardedHead | None:
    """The first head of another mail among the blocks; None where there is none."""
    lines = [*_lines(blocks)]
    at = 0
    while at < len(lines):
        fields, end = _fields(lines, at)
        if len(fields) >= _LEAST_FIELDS and "from" in fields and not fields.keys().isdisjoint({"subject", "date"}):
            return _cut(blocks, lines, at, end, fields)
        at += 1
    return None


def is_forward_banner(text: str) -> bool:
    """Whether a line says that a forwarded mail follows."""
    return _FORWARD.fullmatch(text) is not None


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    for number, block in enumerate(blocks):
        for line in block.text.split("\n"):
            yield _Line(number, line)


def _fields(lines: Sequence[_Line], at: int) -> tuple[dict[str, str], int]:
    """The fields that begin at a line, and the index of the line after them; empty where none does."""
    fields: dict[str, str] = {}
    first = at
    while at < len(lines) and at - first < _MOST_FIELDS:
        line = lines[at]
        found = _FIELD.fullmatch(line.text)
        name = _NAMES.get(found[1].lower()) if found else None
        if found is None or name is None:
            # A long list of receivers goes on in the next line.
            goes_on = fields and line.text.strip() and lines[at - 1].block == line.block and "@" in line.text
            if not goes_on or len(line.text.split()) > _MOST_FIELDS:
                break
        elif name in fields:
            break
        else:
            fields[name or found[1].lower()] = (found[2] or "").strip()
        at += 1
    return fields, at


def _cut(
    blocks: Sequence[Block], lines: Sequence[_Line], first: int, end: int, fields: dict[str, str]
) -> ForwardedHead:
    top = first
    before = lines[first - 1].text if first else ""
    is_forward, is_banner = is_forward_banner(before), _BANNER.fullmatch(before) is not None
    is_numbered = _NUMBER.fullmatch(before.strip()) is not None
    if is_forward or is_banner or is_numbered:
        top -= 1
    return ForwardedHead(
        fields=fields,
        above=_blocks(blocks, lines[:top]),
        head=Block("\n".join(line.text for line in lines[top:end]), furniture=True),
        below=_blocks(blocks, lines[end:]),
        is_forward=is_forward,
        is_numbered=is_numbered,
    )


def _blocks(blocks: Sequence[Block], lines: Sequence[_Line]) -> list[Block]:
    """The lines as the blocks that they are of."""
    texts: dict[int, list[str]] = {}
    for line in lines:
        texts.setdefault(line.block, []).append(line.text)
    return [replace(blocks[number], text="\n".join(said)) for number, said in texts.items()]
