"""What the events of the page for many questions do, over one library."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.batches.finished import Finished, open_finished, write_finished
from rag.batches.rows import COLUMN
from rag.errors import RagError, UsageError
from ui.batches.jobs import Job, Jobs, columns, delete
from ui.batches.running import Running, State
from ui.batches.shown import head_html, jobs_html, progress_html, rows_html, summary_html, told_html
from ui.brought import UNEXPECTED
from ui.forms.filters import read_filter
from ui.forms.uploads import Upload  # noqa: TC001 - Gradio reads the hints of what it calls
from ui.outbox import to_downloads, to_tell
from ui.text import problem_html
from ui.visitors import visitor

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library import Library

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "html": "text/html",
}
"""The forms in which answers can be saved, with their media types."""

MOST_PASSAGES = 200
STOP, GO_ON = "Stop", "Go on"

_LOG = logging.getLogger(__name__)
_PASTED = "Pasted questions.txt"
_A_PAGE = 50
_FINISHED_KEPT = 16
_MOST_MB = 50
_STATUSES = {"all": "All", "answered": "Answered", "not_found": "Not found", "error": "Errors"}


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of the batch that is opened, part by part; by default nothing, for there is none."""

    head: Any = ""
    progress: Any = ""
    switch: Any = None
    summary: Any = ""
    downloads: Any = None
    results: Any = None
    status: Any = None
    rows: Any = ""
    pages: Any = None
    previous: Any = None
    at: Any = ""
    following: Any = None
    timer: Any = None

    def values(self) -> tuple[Any, ...]:
        """For the parts of the page; a part that None stands for is hidden, and the timer is off."""
        hidden = gr.update(visible=False)
        found = [hidden if getattr(self, field.name) is None else getattr(self, field.name) for field in fields(self)]
        return (*found[:-1], gr.Timer(active=bool(self.timer)))


class Desk:
    """The batches of all visitors. It keeps which are under way; everything else lies on the disk."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._running = Running(library)
        self._finished = lru_cache(maxsize=_FINISHED_KEPT)(_open_finished)

    def load(self, request: gr.Request) -> str:
        """The visitor's batches."""
        try:
            return self._jobs_html(self._jobs(request), None)
        except RagError as error:
            return problem_html(error)

    def uploaded(self, upload: Upload | None) -> list[object]:
        """For the box of questions and the choice of a column: what they are once a file is there, or is not."""
        names: list[str] = []
        if upload:
            try:
                names = list(columns(upload.name, upload.data, self._library.index / "scratch"))
            except RagError:
                names = []  # said when it is started
        chosen = next((name for name in names if COLUMN in name.casefold()), names[0] if names else COLUMN)
        choice = gr.Dropdown(choices=names or [COLUMN], value=chosen, visible=bool(names))
        return [gr.update(visible=upload is None), choice]

    def start(
        self,
        request: gr.Request,
        text: str,
        upload: Upload | None,
        column: object,
        passages: object,
        *filtering: object,
    ) -> tuple[Any, ...]:
        """Begin a batch of what was pasted or uploaded, asked of the articles that the filter admits."""

        def begin(jobs: Jobs) -> Job:
            """It."""
            if upload is None and not text.strip():
                raise UsageError("There are no questions yet. Paste some, one a line, or choose a file.")
            chosen = read_filter(self._library, *filtering)
            if chosen.problem:
                raise UsageError(chosen.problem)
            name = upload.name if upload else _PASTED
            data = (
                upload.data
                if upload
                else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
            )
            asked = str(column or COLUMN) if not name.lower().endswith(".txt") else COLUMN
            job = jobs.add(name, data, asked, _passages(passages), chosen.within)
            self._running.start(job)
            return job

        return self._done(request, begin)

    def open(self, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        """Show a batch of the list."""
        return self._done(request, lambda jobs: jobs.find(_sent(event)))

    def switch(self, job: object, words: str, request: gr.Request) -> tuple[Any, ...]:
        """Stop the batch that is shown, or go on with it, as the words on the button say."""

        def switch(jobs: Jobs) -> Job:
            """It."""
            found = jobs.find(job)
            if words == STOP:
                self._running.end(found)
            else:
                self._running.start(found)
            return found

        return self._done(request, switch)

    def delete(self, opened: object, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        """Delete a batch of the list; the one that is shown stays, if it is another."""

        def remove(jobs: Jobs) -> Job | None:
            """It."""
            found = jobs.find(_sent(event))
            self._running.end(found)
            delete(found)
            return jobs.find(opened) if opened and opened != found.id else None

        return self._done(request, remove)

    def look_again(self, job: object, request: gr.Request) -> tuple[Any, ...]:
        """How the batch that is shown stands now."""
        try:
            jobs = self._jobs(request)
            found = jobs.find(job)
            state = self._running.state(found)
            if state.is_under_way:
                nothing = [gr.skip()] * (len(fields(View)) - 2)
                told = told_html(found, state)
                return told, gr.skip(), gr.skip(), gr.skip(), gr.skip(), progress_html(state), *nothing
        except RagError as error:
            return self._nothing(problem_html(error))
        return self._done(request, lambda _: found)

    def turned(self, by: int | None) -> Callable[..., tuple[Any, ...]]:
        """What shows another page of the answers, so many further on; the first one where that is None."""

        def turn(job: object, status: object, page: object, request: gr.Request) -> tuple[Any, ...]:
            """The page."""
            number = 0 if by is None else max(_whole(page) + by, 0)
            try:
                found = self._jobs(request).find(job)
                return number, *self._view(found, self._running.state(found), status, number).values()
            except RagError as error:
                return 0, *View(head=problem_html(error)).values()

        return turn

    def saved(self, form: str) -> Callable[..., Iterator[tuple[Any, Any]]]:
        """What saves the answers of the batch that is shown in that form."""

        def save(job: object, request: gr.Request) -> Iterator[tuple[Any, Any]]:
            """That the file is being made; the file."""
            yield "<p>Making the file …</p>", gr.skip()
            try:
                found = self._jobs(request).find(job)
                out = io.BytesIO()
                write_finished(self._library, found.asked, found.answers, out, form)
                sent = self._sent(found, form, out.getvalue())
            except (RagError, OSError) as error:
                sent = to_tell(str(error))
            yield "", sent

        return save

    def _sent(self, job: Job, form: str, data: bytes) -> str:
        if len(data) > _MOST_MB * 1_000_000:
            size = f"{len(data) / 1e6:,.0f} MB; a page hands out {_MOST_MB}"
            return to_tell(f"The file has {size}. Save another form, or ask for fewer passages with each answer.")
        return to_downloads(f"{PurePath(job.name).stem} – answers.{form}", data, FORMS[form])

    def _done(self, request: gr.Request, do: Callable[[Jobs], Job | None]) -> tuple[Any, ...]:
        """What all parts show after something was done, which gives the batch to be shown; or why it was not."""
        try:
            jobs = self._jobs(request)
            job = do(jobs)
            if job is None:
                return self._nothing("", jobs)
            state = self._running.state(job)
            view = self._view(job, state, "all", 0)
            return told_html(job, state), self._jobs_html(jobs, job.id), job.id, 0, *view.values()
        except RagError as error:
            return problem_html(error), *[gr.skip()] * (3 + len(fields(View)))
        except Exception:  # The edge: a person reading the page is told, whatever it is.
            _LOG.exception("The batch could not be handled.")
            return problem_html(UNEXPECTED), *[gr.skip()] * (3 + len(fields(View)))

    def _nothing(self, told: str, jobs: Jobs | None = None) -> tuple[Any, ...]:
        listed = self._jobs_html(jobs, None) if jobs else gr.skip()
        return told, listed, None, 0, *View().values()

    def _view(self, job: Job, state: State, status: object, page: int) -> View:
        head, shown = head_html(job), gr.update(visible=True)
        if state.kind != "done":
            under_way = state.is_under_way
            return View(
                head=head,
                progress=progress_html(state),
                switch=gr.Button(STOP if under_way else GO_ON, visible=True),
                timer=under_way or None,
            )
        finished = self._finished(job.answers, job.answers.stat().st_mtime_ns)
        chosen = status if status in _STATUSES else "all"
        only = None if chosen == "all" else str(chosen)
        pages = max(-(-finished.count(only) // _A_PAGE), 1)
        page = min(page, pages - 1)
        choices = [(f"{words} ({finished.count(_only(name)):,})", name) for name, words in _STATUSES.items()]
        return View(
            head=head,
            summary=summary_html(finished.report),
            downloads=shown,
            results=shown,
            status=gr.Radio(choices=choices, value=chosen, visible=True),
            rows=rows_html(finished.rows(page * _A_PAGE, _A_PAGE, only)),
            pages=shown if pages > 1 else None,
            previous=gr.Button(interactive=page > 0, visible=True),
            at=f"<p>Page {page + 1:,} of {pages:,}</p>",
            following=gr.Button(interactive=page < pages - 1, visible=True),
        )

    def _jobs(self, request: gr.Request) -> Jobs:
        return Jobs(self._library.index, visitor(request))

    def _jobs_html(self, jobs: Jobs, opened: str | None) -> str:
        return jobs_html([(job, self._running.state(job)) for job in jobs.all()], opened)


def _open_finished(path: Path, changed: int) -> Finished:
    del changed  # a key of the cache: the file may be another one by now
    return open_finished(path)


def _only(status: str) -> str | None:
    return None if status == "all" else status


def _sent(event: gr.EventData) -> object:
    try:
        return event.job
    except (AttributeError, TypeError):
        return None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _passages(value: object) -> int:
    if not isinstance(value, int | float) or not 0 <= value <= MOST_PASSAGES:
        raise UsageError(f"The number of passages is {value!r}; give one from 0 to {MOST_PASSAGES}.")
    return int(value)
