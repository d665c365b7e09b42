"""The bytes of a mail -> the parts that hold its text, the mails that it forwards, and what is only attached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, cast

from rag.errors import UnreadableFile
from rag.readers.encoding import decode
from rag.readers.html import PAGE_TYPES
from rag.readers.mail_headers import MailPolicy, has_header, header
from rag.readers.metadata import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

# One of these stands in the head of every mail that a program sent or saved.
_OF_EVERY_MAIL = ("From", "Subject", "Date", "Message-ID", "Received", "MIME-Version", "Content-Type")
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WITHIN = re.compile(rb"^content-type:\s{0,9}(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_MOST_WITHIN = 1000
_MOST_PARTS = 2000
# Each line is looked at once for each part that it may lie in.
_MOST_WORK = 1_000_000_000
_PLAIN = frozenset({"text/plain", "text/markdown"})
_LOCKED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text as it was sent: its bytes, the encoding that the mail declares, and how its lines are to be read."""

    data: bytes
    charset: str | None
    is_page: bool
    flowed: bool = False
    without_space: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart.

    Each of `bodies` is a stretch of its text in one or several forms, the best of them first; a form is a run of parts.
    `attachments` are the names of what is not read, `locked` the kinds of parts that are encrypted; `broken` says why
    parts could not be read.
    """

    message: EmailMessage
    bodies: list[list[list[TextPart]]] = field(default_factory=list)
    forwarded: list[Mail] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    broken: list[UnreadableFile] = field(default_factory=list)


def mail_in(data: bytes) -> Mail:
    """The mail in `data`. Raises UnreadableFile for what is none."""
    if data.startswith(_OUTLOOK):
        raise UnreadableFile("is no mail as text but Outlook's own form of one (.msg); save it as .eml or .html")
    within = len(_WITHIN.findall(data))
    if within > _MOST_WITHIN or within * len(data) > _MOST_WORK:
        most = min(_MOST_WITHIN, _MOST_WORK // len(data))
        raise UnreadableFile(f"holds {within} parts with parts of their own; the limit is {most} here; split it")
    # What some programs set before the first line would end the head.
    lines = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    message = cast("EmailMessage", BytesParser(EmailMessage, policy=MailPolicy()).parsebytes(lines))
    if not has_header(message, _OF_EVERY_MAIL):
        decode(data)
        raise UnreadableFile(
            "is no mail: it has none of From, Subject and Date at its head; save it again or give it its right ending"
        )
    parts = sum(1 for _ in message.walk())
    if parts > _MOST_PARTS:
        raise UnreadableFile(f"holds {parts} parts; the limit is {_MOST_PARTS}; split it")
    return _taken_apart(message)


def _taken_apart(message: EmailMessage) -> Mail:
    mail = Mail(message)
    _gather(message, mail)
    return mail


def _gather(part: EmailMessage, mail: Mail) -> None:
    """Put what the part holds where it belongs."""
    kind = _kind(part)
    if kind in _LOCKED and not _is_signed_alone(part):
        mail.locked.append(kind)
    elif part is not mail.message and _is_attached(part, kind, mail):
        mail.attachments.append(_name(part))
    elif kind == "multipart/alternative":
        _add_forms(part, mail)
    elif kind == "multipart/related":
        _gather(_root(part), mail)
    elif kind.startswith("message/"):
        mail.forwarded.extend(map(_taken_apart, _children(part)))
    elif part.is_multipart():
        for child in _children(part):
            _gather(child, mail)
    elif kind in _PLAIN or kind in PAGE_TYPES or kind.startswith("multipart/"):  # the last has lost its boundaries
        mail.bodies.append([[_text_part(part, kind)]])
    else:
        mail.attachments.append(_name(part))


def _add_forms(part: EmailMessage, mail: Mail) -> None:
    """The forms that a stretch of text comes in, the richest first: programs write that last."""
    pages: list[list[TextPart]] = []
    others: list[list[TextPart]] = []
    for child in _children(part):
        inner = Mail(mail.message)
        _gather(child, inner)
        mail.attachments.extend(inner.attachments if _kind(child).startswith(("multipart/", "message/")) else ())
        mail.forwarded.extend(inner.forwarded)
        mail.locked.extend(inner.locked)
        texts = [text for body in inner.bodies for text in body[0]]
        if texts:
            (pages if any(text.is_page for text in texts) else others).append(texts)
    forms = [*pages[::-1], *others[::-1]]
    if forms:
        mail.bodies.append(forms)


def _children(part: EmailMessage) -> Iterator[EmailMessage]:
    payload = part.get_payload()
    for child in payload if isinstance(payload, list) else ():
        if isinstance(child, EmailMessage):
            yield child


def _root(part: EmailMessage) -> EmailMessage:
    """The part that the others, its pictures, are set into."""
    children = list(_children(part))
    start = _parameter(part, "start")
    named = [child for child in children if start and header(child, "Content-ID") == start]
    texts = [child for child in children if _kind(child).startswith(("text/", "multipart/"))]
    return (named or texts or children or [EmailMessage()])[0]


def _is_attached(part: EmailMessage, kind: str, mail: Mail) -> bool:
    """Whether a part is a file that came with the mail; text with a name is one where other text comes before it."""
    if (header(part, "Content-Disposition") or "").lower().startswith("attachment"):
        return not kind.startswith("message/")
    return kind.startswith("text/") and bool(_file_name(part)) and bool(mail.bodies)


def _is_signed_alone(part: EmailMessage) -> bool:
    return not part.is_multipart() and (_parameter(part, "smime-type") or "").lower() == "certs-only"


def _text_part(part: EmailMessage, kind: str) -> TextPart:
    payload = part.get_payload(decode=True)
    return TextPart(
        data=payload if isinstance(payload, bytes) else b"",
        charset=_parameter(part, "charset"),
        is_page=kind in PAGE_TYPES,
        flowed=(_parameter(part, "format") or "").lower() == "flowed",
        without_space=(_parameter(part, "delsp") or "").lower() == "yes",
    )


# The parser of headers raises whatever it stumbles over (KeyError, IndexError, AttributeError) where one is damaged.


def _kind(part: EmailMessage) -> str:
    try:
        return part.get_content_type()
    except Exception:
        return "text/plain"


def _parameter(part: EmailMessage, name: str) -> str | None:
    try:
        value = part.get_param(name)
    except Exception:
        return None
    return value.strip() if isinstance(value, str) else None


def _file_name(part: EmailMessage) -> str | None:
    try:
        return one_line(part.get_filename())
    except Exception:
        return None


def _name(part: EmailMessage) -> str:
    name = _file_name(part) or _kind(part)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
