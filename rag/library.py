"""Library: the one façade. Open a folder of articles, bring its index up to date, ask, search, read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from sys import getsizeof
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

from rag.answering import check_question, make_answer, make_error, rank_passages
from rag.corrections import Correction
from rag.database import Database
from rag.embedding import DEFAULT_MODEL, Embedder, make_embedder
from rag.errors import FolderError, IndexDamaged, IndexUnusable, NothingFound, UsageError
from rag.files import check_folder, is_text, list_articles
from rag.filters import Admitted, admit, check_filter, filter_in_force
from rag.followups import FollowUp, follow_up
from rag.intake import Intake
from rag.kept import Kept
from rag.library_checks import LibraryChecks
from rag.library_corrections import LibraryCorrections
from rag.library_references import LibraryReferences
from rag.provenance import fingerprint, is_known, provenance, read_indexed, reranker_weights
from rag.question import Question, make_questions, read_together
from rag.quoting import quote
from rag.reranking import LOOKED_AT_AGAIN, CrossEncoderReranker, Reranker, rerank
from rag.search import View, find
from rag.settings import INDEX_NAME, Settings
from rag.store import Store, Subset
from rag.sync import Parts, bring_up_to_date, is_current, only_one, other_model, stale_sources
from rag.threshold_file import read_threshold
from rag.upkeep.adding import add_file
from rag.upkeep.removing import put_back_file, remove_file, removed_files
from rag.values import (
    Answer,
    Citation,
    Document,
    DocumentInfo,
    Filter,
    Findings,
    Hit,
    LibraryState,
    LibraryStatus,
    Progress,
    RankedPassage,
    Sentence,
    Span,
    SyncReport,
)
from rag.vectors import Vectors

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.checking.values import AnswersReport, CheckReport
    from rag.corrections import Corrections
    from rag.drafts import Draft
    from rag.examples import Example
    from rag.facsimile.values import PageImage
    from rag.references.values import BadEntry, CitedText, Reference
    from rag.transcripts import TranscriptForm
    from rag.upkeep.removing import Removed

_DOCUMENT_BYTES_KEPT = 32_000_000
_SENTENCE_BYTES_KEPT = 16_000_000
_BYTES_PER_SPAN = 120
_FILTERS_KEPT = 8
_EXAMPLES_KEPT = 2
# What is remembered is worded worse than what is asked; below this, nothing of it is in the articles.
_LIKE_THE_WORDS = 0.05
_REPAIRED = "The index was damaged; it has been made anew from the articles."


class Library:
    """A folder of articles with its index. Safe to use from several threads; close it, or use it with `with`.

    >>> from rag import Library
    >>> with Library.open("seeds") as library:
    ...     answer = library.ask("How many votes does Congress need to remove a president?")
    >>> answer.status, answer.citations[0].source
    ('answered', 'castillo-removed-by-congress.txt')
    >>> print(answer.citations[0].quote)
    A removal needs 87 votes, two thirds of the 130 seats in Peru's single-chamber Congress.
    """

    def __init__(
        self, folder: Path, settings: Settings, embedder: Embedder | None = None, reranker: Reranker | None = None
    ) -> None:
        """Nothing is read, written or loaded yet; `open` is the usual way in."""
        self.folder = folder
        self.settings = settings
        self.index = settings.index or folder / INDEX_NAME
        self._database = Database(self.index)
        self._store = Store(self._database)
        self._intake = Intake(self._database)
        self._vectors = Vectors(self.index)
        self._embedder = embedder
        self._reranker = reranker or (CrossEncoderReranker(settings.reranker) if settings.reranker else None)
        self.is_of_its_settings = embedder is None and reranker is None
        """Whether its models are those of its settings, so that another process can open the same."""
        self._weighed = ""
        self._guard = threading.RLock()
        self._documents = Kept[tuple[str, int, Correction | None], Document](_document_bytes, _DOCUMENT_BYTES_KEPT)
        self._sentences = Kept[tuple[str, int], tuple[Sentence, ...]](_sentence_bytes, _SENTENCE_BYTES_KEPT)
        self._corrections = LibraryCorrections(self.index, self._database, self._store)
        self._references = LibraryReferences(folder, self._store, self._corrections.now)
        self._checks = LibraryChecks(self._store, self._as_of, self._references.all, self._find_texts)
        self._narrowed = lru_cache(maxsize=_FILTERS_KEPT)(self._narrow)
        self._examples = lru_cache(maxsize=_EXAMPLES_KEPT)(self._make_examples)

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

    def with_settings(self, settings: Settings) -> Self:
        """This library asked by other settings than those that the index or the models depend on; it shares the rest.

        Nothing is opened or loaded again, so closing either closes both.
        """
        other = copy(self)
        other.settings = settings
        return other

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

    def ask(self, question: str, history: Sequence[str] = (), within: Filter | None = None) -> Answer:
        """One answer: citations quoted from the articles, or that they do not say.

        `history` is the earlier questions of the conversation, oldest first: a question that leans on them is read
        together with one of them, which the answer names. Only the articles that `within` admits are asked. Raises
        UsageError for an empty or too long question, and for a filter that is none or admits no article.
        """
        return self.ask_many([check_question(question)], [history], within)[0]

    def ask_many(
        self,
        questions: Sequence[object],
        histories: Sequence[Sequence[str]] | None = None,
        within: Filter | None = None,
    ) -> list[Answer]:
        """An answer to each question, in order, from one state of the library; their vectors are made together.

        `histories` are the earlier questions of each; `within` is for all. A question that cannot be asked gets an
        answer of status "error". Raises UsageError for a filter that is none or admits no article.
        """
        within = filter_in_force(within)
        checked = [_checked(question) for question in questions]
        spoken = self._store.languages() if self._database.exists() else ()
        sound = [
            (question, follow_up(question, history, spoken))
            for question, history in zip(checked, histories or [()] * len(checked), strict=True)
            if isinstance(question, str)
        ]
        most = max(self.settings.passages, self.settings.citations)
        with self._finding(sound, most, within) as found:
            findings = list(found)  # first, since a reranker that has to be fetched is known by its weights only then
            state, articles = self.state(), self._as_of(self._store.generation())
            answers = (
                make_answer(question, near, articles, self.settings, state, lead)
                for (question, lead), near in zip(sound, findings, strict=True)
            )
            given = [
                next(answers) if isinstance(question, str) else make_error(str(asked), str(question), state)
                for asked, question in zip(questions, checked, strict=True)
            ]
        return [replace(answer, filter=within) for answer in given] if within else given

    def search(self, words: str, k: int = 8, within: Filter | None = None) -> tuple[Hit, ...]:
        """The k best passages for these words, best first, of the articles that `within` admits.

        Raises UsageError for no words, a k below 1, and a filter that is none or admits no article.
        """
        if k < 1:
            raise UsageError(f"k is {k}; it must be at least 1.")
        with self._finding([(check_question(words), None)], k, filter_in_force(within)) as found:
            return next(found).passages

    def passages(self, words: str, k: int = 8, within: Filter | None = None) -> tuple[RankedPassage, ...]:
        """What `search` finds, with their texts, from one state of the library. Raises as it does."""
        self._needs_index()
        with self._corrections.reading():
            found = self.search(words, k, within)
            return rank_passages(found, self._as_of(self._store.generation()).document)

    def admitted(self, within: Filter) -> Admitted:
        """Which articles the filter admits, and how many it leaves out for want of a date or an author; no model.

        Raises UsageError for a filter that is none or admits no article.
        """
        self._needs_index()
        within = check_filter(within)
        with self._corrections.reading():
            self._needs_articles()
            return self._narrowed(within, self._store.generation(), self._corrections.now())[0]

    def _narrow(self, within: Filter, generation: int, corrections: Corrections) -> tuple[Admitted, Subset]:
        del generation, corrections  # keys of the cache; what is read is of them
        admitted = admit(within, self._corrections.document_infos())
        return admitted, self._store.subset(admitted.sources)

    @contextmanager
    def _finding(
        self, asked: Sequence[tuple[str, FollowUp | None]], most: int, within: Filter | None = None
    ) -> Iterator[Iterator[Findings]]:
        self._needs_index()
        texts = list(dict.fromkeys(text for text, lead in asked for text in (text, lead.kept if lead else text)))
        vectors = self.embedder().embed_questions(texts) if texts else ()
        with self._corrections.reading():
            self._needs_articles()
            self._vectors.bring_up_to(self._store)
            subset = self._narrowed(within, self._store.generation(), self._corrections.now())[1] if within else None
            view = View(self._store, self._vectors, subset)

            known = dict(zip(texts, make_questions(self._store, texts, vectors), strict=True))

            def understood(text: str, lead: FollowUp | None) -> Question:
                """The question as it is searched."""
                return read_together(known[text], known[lead.kept], lead.weight) if lead else known[text]

            questions = [understood(*pair) for pair in asked]
            yield self._found(view, questions, most, [_in_full(*pair) for pair in asked])

    def _found(
        self, view: View, questions: Sequence[Question], most: int, in_full: Sequence[str]
    ) -> Iterator[Findings]:
        """At most `most` sentences and passages each, the first looked at again where there is a reranker."""
        articles = self._as_of(self._store.generation())
        if self._reranker is None:
            yield from find(view, questions, articles, most)
            return
        found = find(view, questions, articles, max(most, LOOKED_AT_AGAIN))
        for text, near in zip(in_full, found, strict=True):
            again = rerank(text, near, articles, self._reranker)
            yield replace(again, sentences=again.sentences[:most], passages=again.passages[:most])

    def example_questions(self, most: int = 4) -> tuple[str, ...]:
        """Questions made from sentences of the articles, each of which is answered by its sentence; the surest first.

        At most `most`, of different articles and kinds as far as there are such; the same for the same index. None
        where nothing plain enough is found, and for articles that are not in English. Asks some 40 questions once a
        generation, so it takes a second or two. Raises FolderError where there is no index.
        """
        from rag.examples import chosen

        self._needs_index()
        return chosen(self._examples(self.settings, self._store.generation()), most)

    def _make_examples(self, settings: Settings, generation: int) -> tuple[Example, ...]:
        from rag.examples import candidates, proved

        with self._database.reading():
            articles = self._as_of(self._store.generation())
            made = candidates(articles, [info.source for info in self._store.document_infos()])
        del generation  # a key of the cache
        questions = [candidate.question for candidate in made]
        return proved(made, self.with_settings(settings).ask_many(questions)) if made else ()

    def warm_up(self, within: Filter | None = None) -> None:
        """Load the models and the vectors now rather than at the first question. Raises what asking would."""
        with self._finding([("warm up", None)], 1, filter_in_force(within)) as found:
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

    # Writing

    def references(self) -> tuple[Reference, ...]:
        """The references of all documents, by source: by the references files of the folder, else by themselves."""
        self._needs_index()
        return self._references.all()

    def unused_entries(self) -> tuple[BadEntry, ...]:
        """What of the folder's references files could not be used, and why."""
        return self._references.bad()

    def cite(self, words: str, style: str | None = None, within: Filter | None = None) -> CitedText:
        """The sentence nearest to these words, remembered or asked, cited in a style: the settings', or else Chicago.

        Only the articles that `within` admits are searched. Raises UsageError for no words and for a style that is not
        there, NothingFound where the articles have nothing like them.
        """
        least = min(self.settings.threshold, _LIKE_THE_WORDS)
        answer = self.with_settings(replace(self.settings, threshold=least, citations=1)).ask(words, within=within)
        if not answer.citations:
            raise NothingFound("The articles have nothing like these words. Say it in other words.")
        return self.cite_answer(answer, style)

    def cite_answer(self, answer: Answer, style: str | None = None) -> CitedText:
        """The quotations of an answer, cited in a style, with one bibliography. Raises UsageError as `cite` does.

        A document that has been removed since is cited by what the answer tells of it.
        """
        from rag.citing.notes import cite_all

        reference, style = self._references.of_citations(), style or self.settings.style
        return cite_all(answer.citations, reference, style, answer.confidence)

    def transcript(
        self,
        answers: Sequence[Answer],
        form: TranscriptForm,
        title: str,
        style: str | None = None,
        asked: date | str | None = None,
    ) -> bytes:
        """A conversation with all its citations as a file: markdown, html, docx, or json.

        The notes are numbered through all answers, in that style, the settings', or else Chicago's, with one
        bibliography. A document that has been removed since is cited by what the answers tell of it. `asked` is when.
        Raises UsageError for no answers, an empty title, and a form or a style that is not there.
        """
        from rag.transcripts import write_transcript
        from rag.transcripts.conversation import Conversation

        self._needs_index()
        conversation = Conversation(tuple(answers), title, str(asked) if asked else None)
        return write_transcript(conversation, form, self._references.of_citations(), style or self.settings.style)

    def quote(self, source: str, start: int, end: int) -> Citation:
        """The citation of a stretch that was chosen: its quote is `text[start:end]` of the document, to the character.

        Raises UsageError for a source that is not there and for a stretch that is empty, reversed, outside the text, or
        white space alone.
        """
        return quote(self.document(source), start, end)

    def cite_span(self, source: str, start: int, end: int, style: str | None = None) -> CitedText:
        """A stretch that was chosen, cited in a style: the settings', or else Chicago.

        Raises UsageError as `quote` does, and for a style that is not there.
        """
        from rag.citing.notes import cite_all

        chosen = self.quote(source, start, end)
        reference, style = self._references.of_citations(), style or self.settings.style
        return cite_all([chosen], reference, style, chosen.score)

    def check_text(self, text: str, name: str = "draft.md", *, suggest: bool = False) -> CheckReport:
        """What `check` gives, of a text, which is never taken for a path; it is read as the ending of `name` says.

        Raises UsageError for a text that is empty or too long.
        """
        from rag.drafts import draft_of_text

        if not text.strip():
            raise UsageError("The draft is empty. Give its text.")
        if len(text) > (limit := self.settings.max_file_mb * 1_000_000):
            raise UsageError(f"The draft has {len(text):,} characters; the limit is {limit:,}. Split it.")
        return self.check_draft(draft_of_text(text, name), suggest=suggest)

    def check(self, draft: Path | str, *, suggest: bool = False) -> CheckReport:
        """A verdict on every quotation of a draft: of a file, or of a text, which is read as Markdown.

        A text that is the path of a file is taken for that. With `suggest`, the sentences that may support what the
        draft states without quoting. A draft that lies in the folder is not checked against itself. Raises UsageError
        and UnreadableFile for a draft that cannot be read.
        """
        from rag.drafts import draft_of_text, path_in, read_draft

        path = draft if isinstance(draft, Path) else path_in(draft)
        limit = self.settings.max_file_mb * 1_000_000
        read = read_draft(path, limit) if path else draft_of_text(str(draft), "draft.md")
        return self.check_draft(read, suggest=suggest, own=self._own_source(path) if path else frozenset())

    def check_draft(self, draft: Draft, *, suggest: bool = False, own: frozenset[str] = frozenset()) -> CheckReport:
        """As `check`, of a draft that was read by `rag.drafts`: no text of it is taken for the path of a file.

        It is not checked against the articles at `own`.
        """
        self._needs_index()
        with self._corrections.reading():
            self._needs_articles()
            return self._checks.draft(draft, own, suggest=suggest)

    def check_answers(self, answers: Path) -> AnswersReport:
        """What has become of the citations in a file of saved answers (.jsonl). Raises UsageError where it cannot be
        read.
        """
        self._needs_index()
        with self._corrections.reading():
            self._needs_articles()
            return self._checks.answers(answers)

    def _own_source(self, draft: Path) -> frozenset[str]:
        """The source that the draft is itself, if it lies in the folder."""
        path, folder = draft.resolve(), self.folder.resolve()
        return frozenset({path.relative_to(folder).as_posix()} if path.is_relative_to(folder) else ())

    def _find_texts(self, texts: Sequence[str], most: int) -> list[Findings]:
        with self._finding([(text, None) for text in texts], most) as found:
            return list(found)

    # Adding, removing and correcting articles

    def add(self, path: Path | str, name: str | None = None) -> str:
        """Copy a file that can be read into the folder, as `name` or its own; its source, which `sync` takes in.

        Another file of that name stays, and this one is given a number. Raises as `rag.upkeep.adding.add_file` does.
        """
        return add_file(self.folder, Path(path), name, self.settings.max_file_mb * 1_000_000)

    def remove(self, source: str) -> Removed:
        """Take an article out of the folder, to be kept beside the index, from where `put_back` restores it.

        `sync` takes it out of the index. Raises as `rag.upkeep.removing.remove_file` does.
        """
        return remove_file(self.folder, self.index, source)

    def removed(self) -> tuple[Removed, ...]:
        """The articles that were taken out and are still kept, the latest first. Raises FolderError."""
        return removed_files(self.index)

    def put_back(self, key: str) -> str:
        """Put an article that was taken out back where it stood; its source, which `sync` takes in.

        `key` is as `removed` gives it. Raises as `rag.upkeep.removing.put_back_file` does.
        """
        return put_back_file(self.folder, self.index, key)

    def correct(self, source: str, correction: Correction) -> None:
        """Keep what is so of an article's title, author and date, in place of what was kept of it before.

        `Correction()` takes it back. It stands beside the index, in corrections.json, and stays when the index is made
        anew and when the article is gone. Raises UsageError for what cannot be so, an unknown source and a file of
        corrections that is damaged, FolderError where it cannot be written.
        """
        if source not in self.corrections():
            self.document(source)
        self._corrections.keep(source, correction)

    def corrections(self) -> Mapping[str, Correction]:
        """What is corrected, by source, also of articles that are gone. Raises UsageError where the file is damaged."""
        return MappingProxyType(dict(self._corrections.now().by_source))

    # Reading

    def document(self, source: str) -> Document:
        """One document as it is corrected, its furniture marked. Raises UsageError for a source that is not there."""
        self._needs_index()
        return self._as_of(self._store.generation()).document(source)

    def _as_of(self, generation: int) -> Articles:
        """The articles of that generation, which is the store's now: asked for many, it need not be looked up again."""
        return _Articles(self._read_document, self._read_sentences, generation, self._corrections.now())

    def _read_document(self, source: str, generation: int, correction: Correction | None) -> Document:
        key = (source, generation, correction)  # another generation may hold another text
        document = self._documents.get(key)
        if document is None:
            document = self._corrections.document(source, correction) if is_text(source) else None
            if document is None:
                raise UsageError(f"There is no article {source!r} in {self.folder}. rag status FOLDER lists them.")
            self._documents.put(key, document)
        return document

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """The sentences of one document in order, what is furniture left out. Raises as `document` does."""
        self.document(source)
        return self._read_sentences(source, self._store.generation())

    def _read_sentences(self, source: str, generation: int) -> tuple[Sentence, ...]:
        sentences = self._sentences.get((source, generation))
        if sentences is None:
            sentences = self._store.sentences(source)
            self._sentences.put((source, generation), sentences)
        return sentences

    def page(self, source: str, number: int, spans: Sequence[Span] = ()) -> PageImage:
        """Page `number`, from 1, of a PDF as it looks, with where on it the words of each span of its text stand.

        The file is read again. Raises UsageError for what is no PDF, has no such page or no such span, UnreadableFile
        where the file is gone, has changed since it was indexed, or the page is damaged.
        """
        from rag.facsimile.page import page_image

        with self._database.reading():
            document = self.document(source)
            state = self._intake.document_state(source)
        return page_image(self.folder / source, document, state, number, spans)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents without their texts, by source."""
        self._needs_index()
        return self._corrections.document_infos()

    def sentence_count(self) -> int:
        """How many sentences can be quoted, each with a vector."""
        return self._store.counts()[2]

    def state(self) -> LibraryState:
        """With what answers are made now; loads no model."""
        with self._corrections.reading():
            documents, passages, _ = self._store.counts()
            model, indexed = self._database.meta("model") or "", read_indexed(self._database, self._intake)
            corrections = self._corrections.digest()
        made_with = provenance(indexed, self.settings, self._reranker_weights(), corrections) if indexed else None
        return LibraryState(
            fingerprint=fingerprint(made_with) if made_with else "",
            model=model,
            documents=documents,
            passages=passages,
            reranker=self.settings.reranker,
            provenance=made_with,
        )

    def _reranker_weights(self) -> str | None:
        """What the reranker is known by; read once, for that takes a moment, but not before it is on this machine."""
        if self.settings.reranker is None:
            return None
        with self._guard:
            if not is_known(self._weighed):
                self._weighed = reranker_weights(self.settings.reranker)
            return self._weighed

    def status(self) -> LibraryStatus:
        """What the index holds and whether it is behind the folder; loads no model. Raises FolderError."""
        if not self._database.exists():
            raise FolderError(f"{self.folder} has no index yet. Make it: rag index {self.folder}")
        self._database.check_schema()
        with self._corrections.reading():
            return LibraryStatus(
                folder=str(self.folder),
                index=str(self.index),
                state=self.state(),
                sentences=self._store.counts()[2],
                bytes_on_disk=sum(path.stat().st_size for path in self.index.iterdir() if path.is_file()),
                stale=self.stale(),
                unread=self._intake.unread(),
                threshold=self.settings.threshold,
                calibrated=read_threshold(self.index),
            )

    def stale(self) -> tuple[str, ...]:
        """Sources new, changed or gone since the index was brought up to date, by their files' sizes and times.

        All of the folder's where there is no index. Loads no model, and is quick enough to be asked every few seconds.
        Raises FolderError where the folder cannot be read.
        """
        if not self._database.exists():
            return tuple(list_articles(self.folder, self.index).articles)
        with self._database.reading():
            return stale_sources(self.folder, self.index, self._intake)

    def _needs_index(self) -> None:
        if not self._database.exists():
            raise FolderError(f"{self.folder} has no index yet. Make it: rag index {self.folder}")

    def _needs_articles(self) -> None:
        if not self._store.counts()[0]:
            raise FolderError(f"No article of {self.folder} could be read. rag index {self.folder} says why of each.")

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


def _document_bytes(document: Document) -> int:
    """What a document takes in memory, about."""
    return getsizeof(document.text) + _BYTES_PER_SPAN * (
        len(document.paragraphs) + len(document.headings) + len(document.furniture)
    )


def _sentence_bytes(sentences: Sequence[Sentence]) -> int:
    return _BYTES_PER_SPAN * len(sentences)


def _in_full(question: str, lead: FollowUp | None) -> str:
    """The question as someone reads it who has not heard the conversation."""
    return f"{lead.kept} {question}" if lead else question


@dataclass(frozen=True, slots=True)
class _Articles:
    """The articles of one generation, by the same corrections."""

    documents: Callable[[str, int, Correction | None], Document]
    all_sentences: Callable[[str, int], tuple[Sentence, ...]]
    generation: int
    corrections: Corrections

    def document(self, source: str) -> Document:
        """See `Articles`."""
        return self.documents(source, self.generation, self.corrections.of(source))

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """See `Articles`."""
        return self.all_sentences(source, self.generation)


def _checked(question: object) -> str | UsageError:
    """The question as it is asked, or why it cannot be."""
    try:
        return check_question(question)
    except UsageError as error:
        return error
