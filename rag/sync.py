"""Bringing the index up to date with the folder: only what is new or changed is read and embedded.

First every new or changed file is read and kept as pending, then each is prepared, cut, embedded and written, a
transaction for some at a time. In between lies what needs the whole folder: lines that several files share are
evidence of furniture, so a new file can change how an old one is cut. What a document was prepared on is its `basis`;
a document whose basis is no longer right is prepared again, and embedded again only if that changed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ArticlesAway, FolderError, IndexUnusable, UnreadableFile
from rag.files import PUT_SOME, ArticleFile, Listing, hash_bytes, list_articles
from rag.furniture import prepare, repeatable_lines
from rag.intake import Intake, line_hash
from rag.languages.detection import with_language
from rag.languages.words import words_version
from rag.passages import count_words, split_passages
from rag.provenance import check_weights, forget, is_recorded, model_changed, other_model, record
from rag.readers import read_document
from rag.store import NewDocument, Store
from rag.values import FileState, Passage, PassageVectors, Progress, Span, SyncReport

if TYPE_CHECKING:
    from rag.database import Database
    from rag.embedding import Embedder
    from rag.settings import Settings
    from rag.vectors import Vectors

PIPELINE = "6"
"""Raised whenever readers, furniture, detection, passages or embedding give other results for the same file."""

_READ_BY = "read_by"
"""Under this name the index keeps the pipeline whose readers its files are read by, or are about to be."""

_PASSAGES_AT_ONCE = 512
"""Written in one transaction when whole documents come to as many."""

_PASSAGES_A_CALL = 128
"""Embedded in one call, after which it is told how far it is: a few seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What bringing up to date works on."""

    folder: Path
    index: Path
    settings: Settings
    database: Database
    store: Store
    intake: Intake
    vectors: Vectors
    embedder: Embedder


class _Count:
    """How many of the files are embedded, told whenever it changes; nothing of none."""

    def __init__(self, progress: Callable[[Progress], None], total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._tell()

    def one_more(self) -> None:
        """One more is."""
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        if self._total:
            self._progress(Progress("embedding", self._done, self._total))


def bring_up_to_date(
    parts: Parts, progress: Callable[[Progress], None], *, anew: bool = False, may_empty: bool = True
) -> SyncReport:
    """Make the index what a fresh one of the folder would be; interrupted anywhere, a second call goes on.

    With `anew` all is made anew, in one transaction: until it is whole, and wherever it is interrupted, the index is as
    it was. Raises FolderError (folder missing, index not writable, nothing to index), ArticlesAway where it would leave
    no article unless it `may_empty`, IndexUnusable (another model or schema), ModelError. To be called inside
    `rag.index_lock.only_one`.
    """
    listing = list_articles(parts.folder, parts.index)
    if not may_empty:
        _check_some_stay(parts, listing)
    if anew:
        _check_none_would_be_lost(parts, listing)
        with parts.database.writing():
            parts.database.clear()
            report = _update(parts, listing, progress)
    else:
        parts.database.create()
        report = _update(parts, listing, progress)
    with parts.database.reading():
        if not parts.vectors.is_saved(parts.store.generation()):
            parts.vectors.save(parts.store)
    return report


def _update(parts: Parts, listing: Listing, progress: Callable[[Progress], None]) -> SyncReport:
    _check_model(parts)
    parts.store.renew_words()
    forget(parts.database, _pipeline(), parts.settings.passage_words)
    before = parts.intake.document_hashes()
    _have_all_read_again(parts)
    if not listing.articles and not before and not listing.unnamed:
        raise FolderError(f"{parts.folder} holds no articles. {_what_it_holds(listing)}")
    _forget_missing(parts, listing)
    _read_changed(parts, listing, progress)
    _write_outdated(parts, progress)
    with parts.database.writing():
        record(parts.database, parts.intake, parts.embedder.name, _pipeline(), parts.settings.passage_words)
        parts.database.set_meta("basis", _basis(parts.settings, frozenset()))
    return _report(parts, listing, before)


def stale_sources(listing: Listing, intake: Intake, max_file_bytes: int) -> tuple[str, ...]:
    """Sources that are new, changed, gone or now to be read since the index was brought up to date.

    By size, time and the right to read alone.
    """
    states = intake.file_states()
    waiting = {source for source, basis in intake.bases().items() if basis is None}
    changed = {
        source
        for source, file in listing.articles.items()
        if not file.unchanged_since(states.get(source), max_file_bytes)
    }
    return tuple(sorted({*changed, *waiting, *listing.gone(states)}))


def is_current(parts: Parts) -> bool:
    """Whether the index is what these files, judged by size and time, and these settings give."""
    as_set = parts.database.meta("basis") == _basis(parts.settings, frozenset())
    if not as_set or not is_recorded(parts.database):
        return False
    listing = list_articles(parts.folder, parts.index)
    return not stale_sources(listing, parts.intake, parts.settings.max_file_bytes)


def _check_some_stay(parts: Parts, listing: Listing) -> None:
    known = parts.intake.document_hashes() if parts.database.exists() and not listing.articles else {}
    if known and len(listing.gone(known)) == len(known):
        articles = "the one article" if len(known) == 1 else f"any of the {len(known):,} articles"
        raise ArticlesAway(
            f"{parts.folder} does not hold {articles} of its index any more. If a disk or a folder is away, bring it "
            f"back; if they are gone for good, empty the index: rag index {parts.folder}"
        )


def _check_none_would_be_lost(parts: Parts, listing: Listing) -> None:
    if not listing.out_of_sight:
        return
    with suppress(IndexUnusable):  # of an earlier schema nothing can be kept
        known = parts.intake.document_hashes().keys()
        if lost := known - listing.articles.keys() - set(listing.gone(known)):
            places = ", ".join(sorted(listing.out_of_sight))
            raise FolderError(
                f"{parts.folder} cannot be read whole ({places}), and an index made anew would lose {len(lost):,} of "
                f"{len(known):,} articles. Let all be read, or move away what is not to be, and do this again."
            )


def _check_model(parts: Parts) -> None:
    recorded = parts.database.meta("model")
    if recorded is not None and recorded != parts.embedder.name:
        raise other_model(parts.folder, recorded, parts.embedder.name)


def _what_it_holds(listing: Listing) -> str:
    others = f"It has only files of other kinds ({', '.join(listing.other_endings)})." if listing.other_endings else ""
    return f"{others} {PUT_SOME}".strip()


def _have_all_read_again(parts: Parts) -> None:
    """Where other readers are to read the files, take what is known of each for outdated."""
    if parts.database.meta(_READ_BY) != PIPELINE:
        with parts.database.writing():
            parts.intake.forget_states()
            parts.database.set_meta(_READ_BY, PIPELINE)


def _forget_missing(parts: Parts, listing: Listing) -> None:
    gone = listing.gone(parts.intake.file_states())
    if gone:
        with parts.database.writing():
            parts.intake.forget(gone)
            parts.store.remove(gone)


def _read_changed(parts: Parts, listing: Listing, progress: Callable[[Progress], None]) -> None:
    states = parts.intake.file_states()
    limit = parts.settings.max_file_bytes
    changed = [file for file in listing.articles.values() if not file.unchanged_since(states.get(file.source), limit)]
    for done, file in enumerate(changed):
        progress(Progress("reading", done, len(changed)))
        _take_in(parts, file, states.get(file.source))
    if changed:
        progress(Progress("reading", len(changed), len(changed)))


def _take_in(parts: Parts, file: ArticleFile, known: FileState | None) -> None:
    sha256 = ""
    try:
        data = file.read(parts.settings.max_file_bytes)
        sha256 = hash_bytes(data)
        state = FileState(file.size, file.mtime_ns, sha256)
        if known is not None and known.sha256 == sha256:
            parts.intake.touch(file.source, state)
            return
        document = read_document(data, file.source)
    except UnreadableFile as error:
        with parts.database.writing():
            parts.store.remove([file.source])
            parts.intake.put_unread(file.source, FileState(file.size, file.mtime_ns, sha256), str(error))
        return
    parts.intake.put_pending(document, state, repeatable_lines(document))


def _write_outdated(parts: Parts, progress: Callable[[Progress], None]) -> None:
    wanted = _wanted_bases(parts)
    work = sorted(source for source, basis in parts.intake.bases().items() if basis != wanted[source])
    if work:
        check_weights(parts.database, parts.embedder.name, parts.folder)
    count = _Count(progress, len(work))
    batch: list[NewDocument] = []
    for source in work:
        outdated = _prepare(parts, source, wanted[source])
        if outdated is not None:
            batch.append(outdated)
        else:
            count.one_more()
        if sum(len(document.passages) for document in batch) >= _PASSAGES_AT_ONCE:
            _write(parts, batch, count)
            batch = []
    _write(parts, batch, count)


def _wanted_bases(parts: Parts) -> dict[str, str]:
    plain = _basis(parts.settings, frozenset())
    bases = dict.fromkeys(parts.intake.bases(), plain)
    for source, shared in parts.intake.shared_lines():
        bases[source] = _basis(parts.settings, shared)
    return bases


def _basis(settings: Settings, shared: frozenset[int]) -> str:
    text = f"{_pipeline()} {settings.passage_words} {sorted(shared)}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _pipeline() -> str:
    return f"{PIPELINE} {words_version()}"


def _prepare(parts: Parts, source: str, basis: str) -> NewDocument | None:
    """The document as it should be, without vectors; None where that is as it was, and its new basis is noted."""
    as_read, state = parts.intake.take(source)
    shared = parts.intake.shared_lines_of(source)
    prepared = with_language(
        prepare(as_read, {line for line in repeatable_lines(as_read) if line_hash(line) in shared})
    )
    passages = split_passages(prepared, parts.settings.passage_words)
    if parts.store.document(source) == prepared and parts.store.spans(source) == passages:
        parts.intake.unchanged(as_read, state, basis)
        return None
    return NewDocument(as_read, prepared, state, basis, count_words(prepared.text), passages, vectors=())


def _write(parts: Parts, batch: list[NewDocument], count: _Count) -> None:
    """Embed them and write them; the last is counted when all are written."""
    if not batch:
        return
    embedded: list[NewDocument] = []
    for document in _embedded(parts.embedder, batch):
        if embedded:
            count.one_more()
        embedded.append(document)
    with parts.database.writing():
        _claim_model(parts, embedded)
        for document in embedded:
            parts.store.put(document)
            parts.intake.done(document.prepared.source)
    count.one_more()


def _embedded(embedder: Embedder, batch: Sequence[NewDocument]) -> Iterator[NewDocument]:
    """The documents with their vectors, each as soon as those are there."""
    passages = [(document.prepared.text, passage) for document in batch for passage in document.passages]
    calls = (passages[start : start + _PASSAGES_A_CALL] for start in range(0, len(passages), _PASSAGES_A_CALL))
    vectors = chain.from_iterable(_embed(embedder, call) for call in calls)
    for document in batch:
        yield replace(document, vectors=tuple(islice(vectors, len(document.passages))))


def _embed(embedder: Embedder, passages: Sequence[tuple[str, Passage]]) -> list[PassageVectors]:
    leads = [f"{text[p.lead.start : p.lead.end]}\n\n" if p.lead else "" for text, p in passages]
    return embedder.embed_passages(
        [lead + text[p.start : p.end] for lead, (text, p) in zip(leads, passages, strict=True)],
        [
            [Span(len(lead) + s.start - p.start, len(lead) + s.end - p.start) for s in p.sentences]
            for lead, (_, p) in zip(leads, passages, strict=True)
        ],
    )


def _claim_model(parts: Parts, batch: Sequence[NewDocument]) -> None:
    """Record the model once it has made vectors, so that a name that cannot be loaded is never an index's own."""
    found = next((str(vector.passage.shape[0]) for document in batch for vector in document.vectors), None)
    if found is None:
        return
    recorded = parts.database.meta("dimensions")
    if recorded is None:
        parts.database.set_meta("model", parts.embedder.name)
        parts.database.set_meta("dimensions", found)
    elif found != recorded:
        how = f"gives {found} dimensions, the index has {recorded}"
        raise model_changed(parts.embedder.name, how, parts.folder)


def _report(parts: Parts, listing: Listing, before: dict[str, str]) -> SyncReport:
    after = parts.intake.document_hashes()
    # Without a hash is what could not be read again, being out of sight.
    changed = sorted(source for source in after.keys() & before.keys() if after[source] not in {"", before[source]})
    others = f"Files of other kinds were left out: {', '.join(listing.other_endings)}."
    return SyncReport(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(changed),
        removed=tuple(sorted(before.keys() - after.keys())),
        unread=(*parts.intake.unread(), *listing.unnamed),
        unchanged=len(after.keys() & before.keys()) - len(changed),
        notes=(others,) if listing.other_endings else (),
    )
