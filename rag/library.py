"""Library: the one façade. Open a folder of articles, bring its index up to date, ask, search, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from numbers import Integral
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

from rag.answering import check_question, rank_passages
from rag.errors import NothingFound, UsageError
from rag.files import folder_named
from rag.filters import Admitted, filter_in_force
from rag.libraries.asking import LibraryExamples, ask_many
from rag.libraries.checks import LibraryChecks, draft_and_source, draft_given
from rag.libraries.documents import LibraryDocuments
from rag.libraries.finding import LibraryFinder
from rag.libraries.index import LibraryIndex
from rag.libraries.models import LibraryModels
from rag.libraries.references import LibraryReferences
from rag.libraries.state import library_state, library_status, stale
from rag.libraries.syncing import sync, sync_if_stale
from rag.quoting import quote
from rag.settings import INDEX_NAME, Settings
from rag.upkeep.adding import add_file
from rag.upkeep.removing import put_back_file, remove_file, removed_files

if TYPE_CHECKING:
    from rag.checking.values import AnswersReport, CheckReport
    from rag.corrections import Correction
    from rag.drafts import Draft
    from rag.embedding import Embedder
    from rag.facsimile.values import PageImage
    from rag.references.values import BadEntry, CitedText, Reference
    from rag.reranking import Reranker
    from rag.transcripts import TranscriptForm
    from rag.upkeep.removing import Removed
    from rag.values import (
        Answer,
        Citation,
        Document,
        DocumentInfo,
        Filter,
        Hit,
        LibraryState,
        LibraryStatus,
        Progress,
        RankedPassage,
        Sentence,
        Span,
        SyncReport,
    )

# What is remembered is worded worse than what is asked; below this, nothing of it is in the articles.
_LIKE_THE_WORDS = 0.05


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
        self.is_of_its_settings = embedder is None and reranker is None
        """Whether its models are those of its settings, so that another process can open the same."""
        self._index = LibraryIndex(folder, self.index)
        self._models = LibraryModels(self._index, settings, embedder, reranker)
        self._documents = LibraryDocuments(self._index)
        self._finder = LibraryFinder(self._index, self._documents, self._models)
        self._references = LibraryReferences(self._index)
        self._checks = LibraryChecks(self._finder, self._references.all)
        self._examples = LibraryExamples(self._finder)

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
        folder = folder_named(folder)
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
        """Close the index, for a thread that is asking when it is done.

        A closed library opens it again when it is asked something.
        """
        self._index.database.close()

    # Bringing up to date

    def sync(
        self, progress: Callable[[Progress], None] | None = None, *, rebuild: bool = False, may_empty: bool = True
    ) -> SyncReport:
        """Bring the index up to date with the folder, or make it anew with `rebuild`.

        Safe to interrupt: what is done is kept, and an index that is made anew takes the place of the one before when
        all of it is there; until then that one answers. Raises FolderError, IndexUnusable, ModelError. Unless it
        `may_empty`, FolderError too where the folder holds no article any more and the index does.
        """
        return sync(self._index, self._models, self.settings, progress, rebuild=rebuild, may_empty=may_empty)

    def sync_if_stale(
        self, progress: Callable[[Progress], None] | None = None, *, may_empty: bool = True
    ) -> SyncReport | None:
        """Bring the index up to date if files or settings changed since; None if nothing had to be done.

        An index that cannot be written is used as it is, which the report's notes then say. Raises as `sync` does.
        """
        return sync_if_stale(self._index, self._models, self.settings, progress, may_empty=may_empty)

    # Asking

    def ask(self, question: str, history: Sequence[str] = (), within: Filter | None = None) -> Answer:
        """One answer: citations quoted from the articles, or that they do not say.

        `history` is the earlier questions of the conversation, oldest first: a question that leans on them is read
        together with one of them, which the answer names. Only the articles that `within` admits are asked. Raises
        UsageError for an empty or too long question, a history that is none, and a filter that is none or admits no
        article.
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
        answer of status "error". Raises UsageError for questions and histories that are no lists, and for a filter that
        is none or admits no article.
        """
        return ask_many(self._finder, self.settings, questions, histories, within)

    def search(self, words: str, k: int = 8, within: Filter | None = None) -> tuple[Hit, ...]:
        """The k best passages for these words, best first, of the articles that `within` admits.

        Raises UsageError for no words, a k that is no whole number or below 1, and a filter that is none or admits no
        article.
        """
        if not isinstance(k, Integral) or k < 1:
            raise UsageError(f"k is {k!r}; it must be a whole number, at least 1.")
        with self._finder.finding([(check_question(words), None)], k, filter_in_force(within)) as found:
            return next(found).passages

    def passages(self, words: str, k: int = 8, within: Filter | None = None) -> tuple[RankedPassage, ...]:
        """What `search` finds, with their texts, from one state of the library. Raises as it does."""
        self._index.check_made()
        with self._index.corrections.reading():
            found = self.search(words, k, within)
            return rank_passages(found, self._documents.now().document)

    def admitted(self, within: Filter) -> Admitted:
        """Which articles the filter admits, and how many it leaves out for want of a date or an author; no model.

        Raises UsageError for a filter that is none or admits no article.
        """
        return self._finder.admitted(within)

    def example_questions(self, most: int = 4) -> tuple[str, ...]:
        """Questions made from sentences of the articles, each of which is answered by its sentence; the surest first.

        At most `most`, of different articles and kinds as far as there are such; the same for the same index. None
        where nothing plain enough is found, and for articles that are not in English. Asks some 40 questions once a
        generation, so it takes a second or two. Raises FolderError where there is no index.
        """
        return self._examples.chosen(self.settings, most)

    def warm_up(self, within: Filter | None = None) -> None:
        """Load the models and the vectors now rather than at the first question. Raises what asking would."""
        with self._finder.finding([("warm up", None)], 1, filter_in_force(within)) as found:
            next(found)

    def embedder(self) -> Embedder:
        """The model in force: the one given, else the settings', else the index's own; loaded when first used.

        Raises IndexUnusable where the index was made with another one than the settings ask for.
        """
        return self._models.embedder()

    # Writing

    def references(self, cited_by: Path | str | None = None) -> tuple[Reference, ...]:
        """The references of all documents, by source: by the references files of the folder, else by themselves.

        With `cited_by`, a file of answers (.jsonl), those alone that they cite. Raises UsageError where it cannot be
        read, and for an answer that cites what is not in this folder.
        """
        self._index.check_made()
        return self._references.all() if cited_by is None else self._references.cited_by(Path(cited_by))

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
        return self._references.cite(answer.citations, style or self.settings.style, answer.confidence)

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

        self._index.check_made()
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
        chosen = self.quote(source, start, end)
        return self._references.cite([chosen], style or self.settings.style, chosen.score)

    def check_text(self, text: str, name: str = "draft.md", *, suggest: bool = False) -> CheckReport:
        """What `check` gives, of a text, which is never taken for a path; it is read as the ending of `name` says.

        Raises UsageError for what is no text, and for a text that is empty or too long.
        """
        return self.check_draft(draft_given(text, name, self.settings.max_file_bytes), suggest=suggest)

    def check(self, draft: Path | str, *, suggest: bool = False) -> CheckReport:
        """A verdict on every quotation of a draft: of a file, or of a text, which is read as Markdown.

        A text that is the path of a file is taken for that, and so is a line with a draft's ending that quotes nothing
        (“draft.md”), though no such file be there. With `suggest`, the sentences that may support what the draft states
        without quoting. A draft that lies in the folder is not checked against itself. Raises UsageError for what is
        neither text nor a path and for one of more than 10,000 quotations, UsageError and UnreadableFile for one that
        cannot be read.
        """
        read, own = draft_and_source(draft, self.folder, self.settings.max_file_bytes)
        return self.check_draft(read, suggest=suggest, own=own)

    def check_draft(self, draft: Draft, *, suggest: bool = False, own: frozenset[str] = frozenset()) -> CheckReport:
        """As `check`, of a draft that was read by `rag.drafts`: no text of it is taken for the path of a file.

        It is not checked against the articles at `own`.
        """
        return self._checks.draft(draft, own, suggest=suggest)

    def check_answers(self, answers: Path | str) -> AnswersReport:
        """What has become of the citations in a file of saved answers (.jsonl). Raises UsageError where it cannot be
        read.
        """
        return self._checks.answers(Path(answers))

    # Adding, removing and correcting articles

    def add(self, path: Path | str, name: str | None = None) -> str:
        """Copy a file that can be read into the folder, as `name` or its own; its source, which `sync` takes in.

        Another file of that name stays, and this one is given a number. Raises as `rag.upkeep.adding.add_file` does.
        """
        return add_file(self.folder, Path(path), name, self.settings.max_file_bytes)

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
        self._index.corrections.keep(source, correction)

    def corrections(self) -> Mapping[str, Correction]:
        """What is corrected, by source, also of articles that are gone. Raises UsageError where the file is damaged."""
        return MappingProxyType(dict(self._index.corrections.now().by_source))

    # Reading

    def document(self, source: str) -> Document:
        """One document as it is corrected, its furniture marked. Raises UsageError for a source that is not there."""
        self._index.check_made()
        with self._index.corrections.reading():
            return self._documents.now().document(source)

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """The sentences of one document in order, what is furniture left out. Raises as `document` does."""
        self._index.check_made()
        with self._index.corrections.reading():
            articles = self._documents.now()
            articles.document(source)
            return articles.sentences(source)

    def page(self, source: str, number: int, spans: Sequence[Span] = ()) -> PageImage:
        """Page `number`, from 1, of a PDF as it looks, with where on it the words of each span of its text stand.

        The file is read again. Raises UsageError for what is no PDF, has no such page or no such span, UnreadableFile
        where the file is gone, has changed since it was indexed, or the page is damaged.
        """
        from rag.facsimile.page import page_image

        with self._index.database.reading():
            document = self.document(source)
            state = self._index.intake.document_state(source)
        return page_image(self.folder / source, document, state, number, spans)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents without their texts, by source."""
        self._index.check_made()
        return self._index.corrections.document_infos()

    def sentence_count(self) -> int:
        """How many sentences can be quoted, each with a vector."""
        return self._index.store.counts()[2]

    def state(self) -> LibraryState:
        """With what answers are made now; loads no model."""
        return library_state(self._index, self._models, self.settings)

    def status(self) -> LibraryStatus:
        """What the index holds and whether it is behind the folder; loads no model. Raises FolderError."""
        return library_status(self._index, self._models, self.settings)

    def stale(self) -> tuple[str, ...]:
        """Sources new, changed or gone since the index was brought up to date, by their files' sizes and times.

        All of the folder's where there is no index. Loads no model, and is quick enough to be asked every few seconds.
        Raises FolderError where the folder cannot be read.
        """
        return stale(self._index, self.settings)
