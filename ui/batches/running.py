"""Batches under way in this server: each in a thread of its own, few at a time, however many pages look on."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Literal

from rag.batches.batch import UNFINISHED, BatchProgress, answer_file
from rag.errors import RagError
from ui.brought import UNEXPECTED

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library import Library
    from ui.batches.jobs import Job

_LOG = logging.getLogger(__name__)
_AT_ONCE = 2
_A_LOOK = 0.25  # seconds
_LONGEST_STOP = 120.0
"""Seconds within which a batch comes to the end of what it is asking."""

Kind = Literal["waiting", "running", "stopped", "failed", "done"]


@dataclass(frozen=True, slots=True)
class State:
    """How a batch stands: `done` of `total` answered, `rate` a second; `notes` and `problem` are sentences."""

    kind: Kind
    done: int = 0
    total: int = 0
    rate: float = 0.0
    notes: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it changes by itself."""
        return self.kind in ("waiting", "running")


class Running:
    """The batches of one library that this server has begun. Safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turns = threading.Semaphore(_AT_ONCE)
        self._guard = threading.Lock()
        self._runs: dict[Path, _Run] = {}

    def start(self, job: Job) -> None:
        """Begin it, or go on with it; nothing where it is under way already."""
        with self._guard:
            known = self._runs.get(job.folder)
            if known is None or known.has_ended:
                run = self._runs[job.folder] = _Run(self._library, job, self._turns)
                run.thread.start()

    def stop(self, job: Job) -> None:
        """Let it end at the next chunk; what is answered is kept."""
        run = self._runs.get(job.folder)
        if run:
            run.stopping.set()

    def end(self, job: Job) -> None:
        """Stop it and wait until it has come to rest."""
        self.stop(job)
        run = self._runs.get(job.folder)
        if run:
            run.thread.join(_LONGEST_STOP)
            with self._guard:
                self._runs.pop(job.folder, None)

    def state(self, job: Job) -> State:
        """How it stands now."""
        run = self._runs.get(job.folder)
        if run and run.thread.is_alive():
            return run.state
        if job.answers.is_file():
            return State("done", job.questions, job.questions, notes=run.state.notes if run else ())
        if run and run.state.kind == "failed":
            return replace(run.state, done=job.begun(), total=job.questions)
        return State("stopped", job.begun(), job.questions)


class _Stopped(Exception):
    """Someone has stopped the batch."""


@dataclass
class _Run:
    """One run of a batch, from its start or from where it stopped."""

    library: Library
    job: Job
    turns: threading.Semaphore
    stopping: threading.Event = field(default_factory=threading.Event)
    began: float = 0.0

    def __post_init__(self) -> None:
        self.state = State("running", self.job.begun(), self.job.questions)
        # It must not hold up the end of the server: whenever it is cut off, its journal goes on from there.
        self.thread = threading.Thread(target=self._answer, name=f"batch {self.job.id}", daemon=True)

    @property
    def has_ended(self) -> bool:
        """Whether it is over: one that failed is, though its thread may not have come to its end."""
        return self.state.kind == "failed" or not self.thread.is_alive()

    def _answer(self) -> None:
        try:
            if not self._is_our_turn():
                return
            try:
                library = self.library.with_settings(replace(self.library.settings, passages=self.job.passages))
                answer_file(library, self.job.asked, self.job.answers, self._tell, self.job.filter)
            finally:
                self.turns.release()
        except _Stopped:
            return
        except RagError as error:
            self.state = replace(self.state, kind="failed", problem=self._without_paths(str(error)))
        except Exception:  # The edge: a person reading the page is told, whatever it is.
            _LOG.exception("The batch could not be answered.")
            self.state = replace(self.state, kind="failed", problem=UNEXPECTED)

    def _is_our_turn(self) -> bool:
        """Wait for it; False where it was stopped meanwhile."""
        if not self.turns.acquire(blocking=False):
            self.state = replace(self.state, kind="waiting")
            while not self.turns.acquire(timeout=_A_LOOK):
                if self.stopping.is_set():
                    return False
        return True

    def _tell(self, progress: BatchProgress) -> None:
        if progress.done == progress.kept:
            self.began = monotonic()
        rate = (progress.done - progress.kept) / max(monotonic() - self.began, 1e-3)
        notes = self.state.notes + tuple(map(self._without_paths, progress.notes))
        self.state = State("running", progress.done, progress.total, rate, notes)
        if self.stopping.is_set() and progress.done < progress.total:
            raise _Stopped

    def _without_paths(self, sentence: str) -> str:
        """A sentence of the engine for those who know nothing of the server's folders."""
        for path, words in (
            (f"{self.job.answers}{UNFINISHED}", "What was answered before"),
            (str(self.job.answers), self.job.name),
            (str(self.job.asked.path), self.job.name),
        ):
            sentence = sentence.replace(path, words)
        return sentence
