"""The citation keys that a library's documents were given, kept in the index's folder, so that they never change.

A key is given once and stays its document's: no way of making the index anew touches the file, a document that is
removed keeps its key, and one that is moved takes its key along. It is written under the lock of the index alone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from rag.errors import UsageError
from rag.whole_file import write_whole

FILE_NAME = "keys.json"
_SCHEMA = 1
_KEY = re.compile(r"[^\W\d_][\w:.+-]*", re.ASCII)
_REMEDY = "It holds the citation keys of your articles: mend it, or move it away to have them given anew."
_ELSEWHERE = "Check that the folder may be written to, or give another place for the index: --index DIR"


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """Whose a key is: a document, and the SHA-256 of its file, by which it is known when it is moved."""

    source: str
    sha256: str


@dataclass(frozen=True, eq=False)
class GivenKeys:
    """The keys that were given, the earliest first. Others are another object, so that it can key a cache."""

    by_key: Mapping[str, KeyOwner] = field(default_factory=dict)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of each document, the earliest first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key, owner in self.by_key.items():
            found[owner.source].append(key)
        return {source: tuple(keys) for source, keys in found.items()}

    def of(self, sources: Iterable[str]) -> list[str]:
        """The keys of documents that are one publication, the earliest first."""
        keys = [key for source in sources for key in self.by_source.get(source, ())]
        return sorted(keys, key=self._place.__getitem__)

    def following(self, hashes: Mapping[str, str]) -> GivenKeys:
        """The keys as the documents are now, of which `hashes` are the SHA-256: those that were moved have theirs."""
        new = {sha256: source for source, sha256 in sorted(hashes.items(), reverse=True) if not self.of([source])}
        return GivenKeys({key: _now(owner, hashes, new) for key, owner in self.by_key.items()})

    def adding(self, keys: Mapping[str, KeyOwner]) -> GivenKeys:
        """These keys and further ones."""
        return GivenKeys({**self.by_key, **keys})

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {key: place for place, key in enumerate(self.by_key)}


NO_KEYS = GivenKeys()


def _now(owner: KeyOwner, hashes: Mapping[str, str], new: Mapping[str, str]) -> KeyOwner:
    if owner.source in hashes:
        return replace(owner, sha256=hashes[owner.source])
    return replace(owner, source=new.get(owner.sha256, owner.source))


def read_given_keys(index: Path) -> GivenKeys:
    """What was given; the same object while the file is the same. Raises UsageError where it is damaged."""
    path = index / FILE_NAME
    try:
        return _parsed(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return NO_KEYS
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. {_REMEDY}") from error
    except RecursionError as error:
        raise UsageError(f"{path} cannot be read: it is nested too deeply. {_REMEDY}") from error
    except ValueError as error:
        raise UsageError(f"{path} cannot be read: {str(error).rstrip('.')}. {_REMEDY}") from error


def write_given_keys(index: Path, given: GivenKeys) -> None:
    """Keep them in place of what was kept. To be called under the index's lock. Raises FolderError."""
    keys = {key: asdict(owner) for key, owner in given.by_key.items()}
    written = json.dumps({"schema": _SCHEMA, "keys": keys}, ensure_ascii=False, indent=2) + "\n"
    write_whole(index / FILE_NAME, [written], _ELSEWHERE)


@lru_cache(maxsize=8)
def _parsed(data: bytes) -> GivenKeys:
    """Raises ValueError, which names what is wrong, and RecursionError."""
    match json.loads(data.decode("utf-8-sig")):
        case {"schema": 1, "keys": dict(keys), **others} if not others:
            if len({key.casefold() for key in keys}) < len(keys):
                raise ValueError("a key is in it twice, in capitals and in small letters")
            return GivenKeys({key: _owner(key, owner) for key, owner in keys.items()})
        case {"schema": int(schema)} if schema > _SCHEMA:
            raise ValueError(f"it is of schema {schema}, and this version knows schema {_SCHEMA}")
    raise ValueError("it is not as rag index writes it")


def _owner(key: str, owner: object) -> KeyOwner:
    match owner:
        case {"source": str(source), "sha256": str(sha256)} if _KEY.fullmatch(key):
            return KeyOwner(source, sha256)
    raise ValueError(f"{key!r} has {owner!r:.80}, or is no key")
