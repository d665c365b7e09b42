"""Library: the one façade. Open a folder of articles, bring its index up to date, ask, search, read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.answering import check_question, make_answer, make_error
from rag.database import Database
from rag.embedding import DEFAULT_MODEL, Embedder, make_embedder
from rag.errors import FolderError, IndexDamaged, IndexUnusable, UsageError
from rag.files import check_folder
from rag.followups import FollowUp, follow_up
from rag.intake import Intake
from rag.search import Question, find, make_question, read_together
from rag.settings import Settings
from rag.store import Store
from rag.sync import Parts, bring_up_to_date, is_current, only_one, other_model, stale_sources
from rag.values import (
    Answer,
    Document,
    DocumentInfo,
    Findings,
    Hit,
    LibraryState,
    LibraryStatus,
    Progress,
    Sentence,
    SyncReport,
)
from rag.vectors import Vectors

INDEX_NAME = ".rag"
_DOCUMENTS_KEPT = 32
_REPAIRED = "The index was damaged; it has been made anew from the articles."


class Library:
    """A folder of articles with its index. Safe to use from several threads; close it, or use it with `with`.

    >>> from rag import Library
    >>> with Library.open("seeds") as library:  # doctest: +SKIP
    ...     print(library.ask("When was Castillo removed?").answer)
    """

    def __init__(self, folder: Path, settings: Settings, embedder: Embedder | None = None) -> None:
        """Nothing is read, written or loaded yet; `open` is the usual way in."""
        self.folder = folder
        self.settings = settings
        self.index = settings.index or folder / INDEX_NAME
        self._database = Database(self.index)
        self._store = Store(self._database)
        self._intake = Intake(self._database)
        self._vectors = Vectors(self.index)
        self._embedder = embedder
        self._guard = threading.RLock()
        self._documents = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._read_document)
        self._sentences = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._read_sentences)

    @classmethod
    def open(
        cls,
        folder: Path | str,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        *,
        sync: bool = True,
        progress: Callable[[Progress], None] | None = None,
    ) -> Self:
        """The library of that folder, its index up to date unless `sync` is False.

        `settings` default to those of the folder's rag.toml and the environment. Raises FolderError, IndexUnusable,
        ModelError and UsageError, each saying what to do.
        """
        folder = Path(folder)
        library = cls(folder, Settings.load(folder) if settings is None else settings, embedder)
        if sync:
            library.sync_if_stale(progress)
        return library

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the index. A closed library opens it again when it is asked something."""
        self._database.close()

    # Bringing up to date

    def sync(self, progress: Callable[[Progress], None] | None = None, *, rebuild: bool = False) -> SyncReport:
        """Bring the index up to date with the folder, or make it anew with `rebuild`.

        Safe to interrupt: what is done is kept. Raises FolderError, IndexUnusable, ModelError.
        """
        tell = progress or (lambda _: None)
        check_folder(self.folder)
        with only_one(self.index, tell):
            damaged = self._database.exists() and self._database.damaged()
            if rebuild and not damaged and self.settings.model is None and self._embedder is None:
                self.embedder()  # the index's own, known only until it is deleted
            if rebuild or damaged:
                self._delete_index()
            try:
                report = bring_up_to_date(self._parts(), tell)
            except IndexDamaged:
                damaged = True
                self._delete_index()
                report = bring_up_to_date(self._parts(), tell)
        return replace(report, notes=(_REPAIRED, *report.notes)) if damaged and not rebuild else report

    def sync_if_stale(self, progress: Callable[[Progress], None] | None = None) -> SyncReport | None:
        """Bring the index up to date if files or settings changed since; None if nothing had to be done.

        An index that cannot be written is used as it is, which the report's notes then say.
        """
        if self._database.exists():
            try:
                self._database.check_schema()
                if is_current(self._parts()):
                    return None
            except IndexDamaged:
                pass
        try:
            return self.sync(progress)
        except FolderError as error:
            if self._is_readable_as_it_is():
                return SyncReport(notes=(f"{error} Until then the index is used as it is, behind the folder.",))
            raise

    def _is_readable_as_it_is(self) -> bool:
        try:
            return self._database.exists() and self._store.counts()[0] > 0
        except IndexUnusable:
            return False

    def _delete_index(self) -> None:
        self._database.delete()
        self._vectors.delete()

    # Asking

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """One answer: citations quoted from the articles, or that they do not say.

        `history` is the earlier questions of the conversation, oldest first: a question that leans on them is read
        together with one of them, which the answer names. Raises UsageError for an empty or too long question.
        """
        return self.ask_many([check_question(question)], [history])[0]

    def ask_many(self, questions: Sequence[object], histories: Sequence[Sequence[str]] | None = None) -> list[Answer]:
        """An answer to each question, in order, from one state of the library; their vectors are made together.

        `histories` are the earlier questions of each. A question that cannot be asked gets an answer of status "error".
        """
        checked = [_checked(question) for question in questions]
        sound = [
            (question, follow_up(question, history))
            for question, history in zip(checked, histories or [()] * len(checked), strict=True)
            if isinstance(question, str)
        ]
        most = max(self.settings.passages, self.settings.citations)
        with self._finding(sound, most) as found:
            state = self.state()
            answers = (
                replace(
                    make_answer(question, findings, self, self.settings, state),
                    read_with=lead.earlier if lead else None,
                )
                for (question, lead), findings in zip(sound, found, strict=True)
            )
            return [
                next(answers) if isinstance(question, str) else make_error(str(asked), str(question), state)
                for asked, question in zip(questions, checked, strict=True)
            ]

    def search(self, words: str, k: int = 8) -> tuple[Hit, ...]:
        """The k best passages for these words, best first. Raises UsageError for no words or a k below 1."""
        if k < 1:
            raise UsageError(f"k is {k}; it must be at least 1.")
        with self._finding([(check_question(words), None)], k) as found:
            return next(found).passages

    @contextmanager
    def _finding(self, asked: Sequence[tuple[str, FollowUp | None]], most: int) -> Iterator[Iterator[Findings]]:
        self._needs_index()
        texts = list(dict.fromkeys(text for text, lead in asked for text in (text, lead.kept if lead else text)))
        vectors = dict(zip(texts, self.embedder().embed_questions(texts), strict=True)) if texts else {}
        with self._database.reading():
            if not self._store.counts()[0]:
                raise FolderError(
                    f"No article of {self.folder} could be read. rag index {self.folder} says why of each."
                )
            self._vectors.bring_up_to(self._store)

            def understood(text: str, lead: FollowUp | None) -> Question:
                """The question as it is searched."""
                question = make_question(self._store, text, vectors[text])
                if lead is None:
                    return question
                earlier = make_question(self._store, lead.kept, vectors[lead.kept])
                return read_together(question, earlier, lead.weight)

            yield (find(self._store, self._vectors, understood(*pair), self, most) for pair in asked)

    def warm_up(self) -> None:
        """Load the model and the vectors now rather than at the first question."""
        with self._finding([("warm up", None)], 1) as found:
            next(found)

    def embedder(self) -> Embedder:
        """The model in force: the one given, else the settings', else the index's own; loaded when first used.

        Raises IndexUnusable where the index was made with another one than the settings ask for.
        """
        with self._guard:
            recorded = self._database.meta("model") if self._database.exists() else None
            asked = self._embedder.name if self._embedder is not None else self.settings.model
            if recorded is not None and asked is not None and asked != recorded:
                raise other_model(self.folder, recorded, asked)
            if self._embedder is None:
                self._embedder = make_embedder(asked or recorded or DEFAULT_MODEL)
            return self._embedder

    # Reading

    def document(self, source: str) -> Document:
        """One document, prepared: with its furniture marked. Raises UsageError for a source that is not there."""
        self._needs_index()
        return self._documents(source, self._store.generation())

    def _read_document(self, source: str, generation: int) -> Document:
        del generation  # a key of the cache: another generation may hold another text
        document = self._store.document(source)
        if document is None:
            raise UsageError(f"There is no article {source!r} in {self.folder}. rag status FOLDER lists them.")
        return document

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """The sentences of one document in order, what is furniture left out. Raises as `document` does."""
        self.document(source)
        return self._sentences(source, self._store.generation())

    def _read_sentences(self, source: str, generation: int) -> tuple[Sentence, ...]:
        del generation
        return self._store.sentences(source)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents without their texts, by source."""
        self._needs_index()
        return self._store.document_infos()

    def state(self) -> LibraryState:
        """With what answers are made now."""
        documents, passages, _ = self._store.counts()
        recorded = self._database.meta
        return LibraryState(recorded("fingerprint") or "", recorded("model") or "", documents, passages)

    def status(self) -> LibraryStatus:
        """What the index holds and whether it is behind the folder; loads no model. Raises FolderError."""
        if not self._database.exists():
            raise FolderError(f"{self.folder} has no index yet. Make it: rag index {self.folder}")
        self._database.check_schema()
        with self._database.reading():
            return LibraryStatus(
                folder=str(self.folder),
                index=str(self.index),
                state=self.state(),
                sentences=self._store.counts()[2],
                bytes_on_disk=sum(path.stat().st_size for path in self.index.iterdir() if path.is_file()),
                stale=stale_sources(self._parts()),
                unread=self._intake.unread(),
            )

    def _needs_index(self) -> None:
        if not self._database.exists():
            raise FolderError(f"{self.folder} has no index yet. Make it: rag index {self.folder}")

    def _parts(self) -> Parts:
        return Parts(
            folder=self.folder,
            index=self.index,
            settings=self.settings,
            database=self._database,
            store=self._store,
            intake=self._intake,
            vectors=self._vectors,
            embedder=self.embedder(),
        )


def _checked(question: object) -> str | UsageError:
    """The question as it is asked, or why it cannot be."""
    try:
        return check_question(question)
    except UsageError as error:
        return error
