"""The state of a library: what its answers depend on, its files, and how bringing it up to date went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that answers depend on besides what is asked, part by part; none of it names a place on this machine.

    `articles` is a SHA-256 over the documents' sources and files, `corrections` one over what is corrected of them,
    None where nothing is, `weights` what the model is known by and `reranker_weights` what the reranker is: see
    `rag.provenance`. `pipeline` is the version of how documents are made;
    it is empty, and `passage_words` 0, while documents made in two ways stand in the index. `version` is this
    program's. The others are settings.
    """

    articles: str
    corrections: str | None
    weights: str
    pipeline: str
    passage_words: int
    threshold: float
    citations: int
    passages: int
    reranker_weights: str | None
    version: str


@dataclass(frozen=True, slots=True)
class LibraryState:
    """With what an answer was made. `fingerprint` is the SHA-256 of the provenance: it changes when any part does.

    The fingerprint is empty, and the provenance None, for an index of an earlier version until it is brought up to
    date.
    """

    fingerprint: str
    model: str
    documents: int
    passages: int
    reranker: str | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class FileState:
    """By which a file is known to be unchanged: size in bytes, time of change in ns, SHA-256 of its bytes."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be made a document, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: `done` of `total` files; `waiting` is for another process to finish."""

    stage: Literal["waiting", "reading", "embedding"]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What bringing the index up to date did; sources in order. `notes` tells of repairs, in sentences."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalibratedThreshold:
    """A threshold, from 0 to 1, and what it was found with: how many questions, which model, which reranker."""

    threshold: float
    questions: int
    model: str
    reranker: str | None


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What `rag status` tells. `stale` lists sources new, changed or gone since the index was brought up to date.

    `threshold` is the one in force, `calibrated` the one that `rag calibrate` has set, None if it has not.
    """

    folder: str
    index: str
    state: LibraryState
    sentences: int
    bytes_on_disk: int
    stale: tuple[str, ...]
    unread: tuple[Unread, ...]
    threshold: float
    calibrated: CalibratedThreshold | None
