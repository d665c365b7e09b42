"""Zip archives and XML from strangers: opened within limits, nothing fetched, no entity expanded."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, TypeAlias

from lxml import etree

from rag.errors import UnreadableFile

# lxml ships no types.
Element: TypeAlias = Any

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
_MOST_MEMBERS = 20_000
# Deflate reaches about 1030:1 on zeros; text and mark-up of real documents stay far below a tenth of that.
_MOST_RATIO = 200
_RATIO_COUNTS_FROM = 10 * 1024 * 1024
# RuntimeError: what zipfile raises for a locked member; NotImplementedError, one of its kinds, for an odd compression.
_UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError)
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Archive:
    """A zip archive whose members are read within one limit for all of them.

    Raises UnreadableFile if `data` is no zip archive; `kind` is what a person calls such a file.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        if data.startswith(_OLE_SIGNATURE):
            raise UnreadableFile(f"is not {kind}: it is password-protected or an old Office file; save it unprotected")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNPACKING_ERRORS as error:
            raise UnreadableFile(f"is not {kind}, or it is damaged; open it and save it again") from error
        self._kind = kind
        self._unpacked = 0
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > _MOST_MEMBERS:
            raise UnreadableFile(f"holds {len(self.names)} files; the limit is {_MOST_MEMBERS}; split it")

    def refuse_if_large(self) -> None:
        """Raise UnreadableFile if all members together unpack to more than the limit, for libraries that unpack all."""
        for member in self._zip.infolist():
            self._count(member)

    def read(self, name: str) -> bytes:
        """The member `name`, unpacked. Raises UnreadableFile if it is missing, damaged, locked or too large."""
        if name not in self.names:
            raise UnreadableFile(f"is not {self._kind}, or it is damaged: {name} is missing; save it again")
        member = self._zip.getinfo(name)
        self._count(member)
        if member.flag_bits & 1:
            raise UnreadableFile("is password-protected; save it without a password")
        try:
            return self._zip.read(member)
        except _UNPACKING_ERRORS as error:
            raise UnreadableFile(f"is damaged: {name} cannot be unpacked; get it again from where it came") from error

    def _count(self, member: zipfile.ZipInfo) -> None:
        # zipfile unpacks no more than the size that the archive declares, so declared sizes can be trusted here.
        self._unpacked += member.file_size
        ratio = member.file_size / max(1, member.compress_size)
        if self._unpacked > MOST_UNPACKED_BYTES or (member.file_size > _RATIO_COUNTS_FROM and ratio > _MOST_RATIO):
            limit = MOST_UNPACKED_BYTES // 1024**2
            size = max(self._unpacked, member.file_size) // 1024**2
            reason = f"is too large unpacked ({size} MB; the limit is {limit} MB and {_MOST_RATIO}:1); split it"
            raise UnreadableFile(reason)


def parse_xml(data: bytes, name: str) -> Element:
    """The root element of the XML in `data`. Raises UnreadableFile, naming the member `name`, if it is no XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"is damaged: {name} is not well-formed XML; open it and save it again") from error
    return root
