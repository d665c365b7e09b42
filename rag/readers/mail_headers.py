"""The lines at a mail's head as they were meant: encoded words and stray bytes decoded, and none too long."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.policy import EmailPolicy
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.readers.encoding import decode, decode_as
from rag.readers.metadata import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

# The work of parsing one grows with more than its length, and none that tells something is longer.
_LONGEST = 2000
_ENCODED = r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?="
_RUN = re.compile(rf"{_ENCODED}(?:\s*{_ENCODED})*")
_WORD = re.compile(_ENCODED)


class MailPolicy(EmailPolicy):
    """Python's own rules for mails, for mails whose programs did not keep them."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Name and value of a header, the value cut where it is longer than any is."""
        name, value = super().header_source_parse(list(sourcelines))
        return name, _mended(_without_stray_bytes(value[:_LONGEST]))


def header(message: EmailMessage, name: str) -> str | None:
    """The value of the first header of that name on one line; None where it has none."""
    try:
        value = message.get(name)
    except Exception:  # whatever the parser stumbles over
        value = next((value for key, value in message.raw_items() if key.lower() == name.lower()), None)
    return one_line(str(value)) if value is not None else None


def has_header(message: EmailMessage, names: Sequence[str]) -> bool:
    """Whether the mail has one of the headers."""
    return any(name in message for name in names)


def _without_stray_bytes(value: str) -> str:
    """The value with bytes beyond ASCII, which no header may have as they are, decoded as other files are."""
    data = value.encode("utf-8", "surrogateescape")
    return _decoded(data, None)


def _mended(value: str) -> str:
    """The value with each run of encoded words as one, in UTF-8: charsets are believed where they fit, and a letter
    may be cut between two words."""
    return _RUN.sub(lambda run: _as_utf8(run[0]), value)


def _as_utf8(run: str) -> str:
    pieces: list[tuple[str, bytes]] = []
    for charset, encoding, written in _WORD.findall(run):
        name = charset.partition("*")[0].lower()
        data = _bytes_of(written, encoding)
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + data)
        else:
            pieces.append((name, data))
    text = "".join(_decoded(data, name) for name, data in pieces)
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _bytes_of(written: str, encoding: str) -> bytes:
    data = written.encode("utf-8", "replace")
    if encoding in "Qq":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        text = decode_as(data, charset) if charset else decode(data)
    except UnreadableFile:
        text = data.decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode()
