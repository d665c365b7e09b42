""".eml -> Document: what a mail tells, or the mail that it forwards; what it answers and its foot are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.readers.blocks import Block, document_of, is_visible
from rag.readers.html import parse_page
from rag.readers.mail_forwards import forwarded_head, is_forward_banner
from rag.readers.mail_furniture import marked, tells_something
from rag.readers.mail_metadata import (
    forwarded_metadata,
    is_forward,
    is_reply,
    mail_metadata,
    subject_of,
)
from rag.readers.mail_page import prepare_page
from rag.readers.mail_parts import Mail, TextPart, mail_in
from rag.readers.mail_text import quoted_blocks
from rag.readers.markup import blocks_of
from rag.readers.metadata import Metadata
from rag.readers.page_metadata import page_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.values import Document, Imprint

_LOCKED_IN_TEXT = "-----BEGIN PGP MESSAGE-----"
_MOST_NAMED = 3
_BLANK_LINE = re.compile(r"\n\s*\n")
_MOST_WITHIN = 6
_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|il|em|op|den)\b.{4,200}(?:wrote|schrieb.{0,80}|a écrit|escribió|ha scritto|escreveu|schreef)\s?:"
    r"|.{3,100}\b(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|escreveu)\s?:",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a mail or one within it tells, and what is known of it."""

    blocks: list[Block] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)

    @property
    def words(self) -> int:
        """How many words of it are no furniture."""
        return sum(len(block.text.split()) for block in self.blocks if not block.furniture)


def read(data: bytes, source: str) -> Document:
    """The mail in `data`; what it has attached is not read.

    Raises UnreadableFile for what is no mail, is encrypted, or has no text of its own.
    """
    mail = mail_in(data)
    told = _told(mail, source)
    if not any(is_visible(block.text) for block in told.blocks) or _is_locked(mail, told):
        raise mail.broken[0] if mail.broken else UnreadableFile(_why_without_text(mail, told))
    return document_of(told.blocks, source, told.metadata)


def _told(mail: Mail, source: str) -> _Told:
    """What the mail tells, with the mails that are in it."""
    own = _own(mail, source)
    inner = [told for told in (_told(one, source) for one in mail.forwarded) if told.blocks]
    if not inner:
        return own
    if own.words > sum(told.words for told in inner):
        return replace(own, blocks=[*own.blocks, *_as_furniture(block for told in inner for block in told.blocks)])
    if len(inner) == 1:
        return replace(inner[0], blocks=[*_as_furniture(own.blocks), *inner[0].blocks])
    # A digest: several wrote it.
    blocks = [*own.blocks, *(block for told in inner for block in _titled(told))]
    return _Told(blocks, replace(own.metadata, author=None))


def _titled(told: _Told) -> Iterable[Block]:
    """A mail of a digest below its subject."""
    title = told.metadata.title
    if title and not any(block.text == title for block in told.blocks[:1]):
        yield Block(title, level=1)
    yield from told.blocks


def _own(mail: Mail, source: str) -> _Told:
    """What stands in the mail itself, and of it what it forwards in its text."""
    said = mail_metadata(mail.message, source)
    blocks: list[Block] = []
    for body in mail.bodies:
        told = _body(body, mail, source)
        blocks += told.blocks
        said = _better(told.metadata, said)
    subject = str(mail.message.get("Subject") or "")
    told = _forwarded_within(_Told(blocks, said), source, is_forwarded=is_forward(subject), within=0)
    return replace(told, blocks=marked(told.blocks))


def _body(forms: Sequence[Sequence[TextPart]], mail: Mail, source: str) -> _Told:
    """The first form that tells something, else the first with text at all."""
    read_forms = [_Told()]
    for form in forms:
        parts = [_part_if_text(part, mail, source) for part in form]
        told = _Told([block for part in parts for block in part.blocks], parts[0].metadata)
        if tells_something(told.blocks):
            return told
        read_forms.append(told)
    return next((told for told in read_forms if told.blocks), read_forms[0])


def _part_if_text(part: TextPart, mail: Mail, source: str) -> _Told:
    """What a part tells; one that is no text does not keep the others from being read."""
    try:
        return _part(part, mail, source)
    except UnreadableFile as error:
        mail.broken.append(error)
        return _Told()


def _part(part: TextPart, mail: Mail, source: str) -> _Told:
    if not part.data.strip():
        return _Told()
    if part.is_page:
        soup = parse_page(part.data, _fit_charset(part.charset))
        answers = is_reply(mail.message) and not any(
            is_forward_banner(line) for line in soup.get_text("\n").split("\n")
        )
        prepare_page(soup, is_reply=answers)
        blocks = [*_split(blocks_of(soup))]
        return _Told(_without_attribution(blocks) if answers else blocks, page_metadata(soup, source))
    quoted, document = quoted_blocks(part, source)
    blocks = [one.block for one in quoted]
    banner = any(is_forward_banner(line) for block in blocks for line in block.text.split("\n"))
    introduced = any(
        after.depth > 0 and _ATTRIBUTION.fullmatch(before.block.text) for before, after in pairwise(quoted)
    )
    if not banner and (is_reply(mail.message) or introduced) and any(one.depth == 0 for one in quoted):
        blocks = _without_attribution(replace(b.block, furniture=b.block.furniture or b.depth > 0) for b in quoted)
    said = Metadata(document.title, document.author, document.published, document.language, document.imprint)
    return _Told(blocks, said)


def _split(blocks: Iterable[Block]) -> Iterable[Block]:
    """The blocks, parted at blank lines: in mails two line ends are the end of a paragraph."""
    for block in blocks:
        for text in _BLANK_LINE.split(block.text):
            yield replace(block, text=text)


def _fit_charset(charset: str | None) -> str | None:
    """The encoding that the mail declares, but for what programs write that do not know it."""
    return None if charset is None or charset.lower() in {"us-ascii", "ascii", "unknown-8bit", "x-unknown"} else charset


def _without_attribution(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with “On Monday, Ann wrote:” marked."""
    return [replace(block, furniture=True) if _ATTRIBUTION.fullmatch(block.text) else block for block in blocks]


def _forwarded_within(told: _Told, source: str, *, is_forwarded: bool, within: int) -> _Told:
    """What is told where the text holds another mail below a head of its own, which it forwards or answers."""
    found = forwarded_head(told.blocks) if within < _MOST_WITHIN else None
    if found is None:
        return told
    if found.is_numbered:
        below = _forwarded_within(_Told(found.below), source, is_forwarded=False, within=within + 1)
        return replace(told, blocks=[*found.above, found.head, *below.blocks])
    above = _Told(found.above)
    inner = _Told(found.below, forwarded_metadata(found.fields, source))
    forwards = is_forwarded or found.is_forward or above.words == 0
    if not forwards or above.words > inner.words:
        return replace(told, blocks=[*found.above, *_as_furniture((found.head, *found.below))])
    inner = _forwarded_within(
        inner, source, is_forwarded=is_forward(found.fields.get("subject", "")), within=within + 1
    )
    said = replace(inner.metadata, language=told.metadata.language)
    return _Told([*_as_furniture(found.above), found.head, *inner.blocks], said)


def _as_furniture(blocks: Iterable[Block]) -> list[Block]:
    return [replace(block, furniture=True) for block in blocks]


def _better(page: Metadata, mail: Metadata) -> Metadata:
    """What the page or the text within says goes before the mail's head, but for the title, which readers know by its
    subject, and for a day after that on which the mail was sent."""
    published = page.published
    if published is None or (mail.published is not None and published > mail.published):
        published = mail.published
    return Metadata(
        title=mail.title or page.title,
        author=page.author or mail.author,
        published=published,
        language=page.language or mail.language,
        imprint=_imprint(page.imprint, mail.imprint, is_named=page.author is not None),
    )


def _imprint(page: Imprint, mail: Imprint, *, is_named: bool) -> Imprint:
    authors = page.authors if is_named or page.authors else mail.authors
    return replace(
        page,
        url=page.url or mail.url,
        container=page.container or mail.container,
        kind=page.kind or mail.kind,
        authors=authors,
        site_author=None if is_named else mail.site_author or page.site_author,
    )


def _is_locked(mail: Mail, told: _Told) -> bool:
    within = told.blocks[0].text.startswith(_LOCKED_IN_TEXT)
    return within or (bool(mail.locked) and told.words == 0)


def _why_without_text(mail: Mail, told: _Told) -> str:
    if mail.locked or told.blocks:
        return "is encrypted; open it in your mail program and save its text"
    if mail.attachments:
        names = ", ".join(mail.attachments[:_MOST_NAMED])
        more = len(mail.attachments) - _MOST_NAMED
        named = f"{names} and {more} more" if more > 0 else names
        return f"has no text of its own, only what is attached ({named}); save that as a file of its own"
    about = f"“{subject}” " if (subject := subject_of(mail.message)[:100]) else ""
    return f"{about}has a head and no text; open it in your mail program, wait until it is loaded, and save it again"
