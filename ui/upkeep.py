"""Files that changed on disk, and bringing the index up to date while a page shows how far it is: as HTML."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.html_text import escaped, isolated
from rag.printing import counted
from ui.brought import UNEXPECTED
from ui.text import alert_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.library import Library
    from rag.values import Progress, SyncReport, Unread

_LOG = logging.getLogger(__name__)
_NEWS_EVERY = 0.2  # seconds
_MOST_NAMED = 20
_STAGES = {"reading": "Reading the files", "embedding": "Indexing the articles"}


def stale_html(library: Library) -> str:
    """That files changed on disk, with the button for it; nothing where none did or it cannot be known."""
    try:
        stale = library.stale()
    except RagError:
        return ""
    if not stale:
        return ""
    return (
        f'<p class="stale" role="status">{counted(len(stale), "file")} changed on disk. '
        '<button type="button" data-notice="bring_up_to_date">Bring up to date</button></p>'
    )


def bringing_up_to_date(library: Library) -> Iterator[str]:
    """How far bringing the index up to date is, as it goes on, and last what came of it.

    It goes on when nobody asks for more. What it raises becomes words.
    """
    job = _Job()
    thread = threading.Thread(target=job.run, args=[library], daemon=True)
    thread.start()
    shown = progress_html(None)
    yield shown
    while thread.is_alive():
        thread.join(_NEWS_EVERY)
        news = progress_html(job.progress)
        if news != shown and thread.is_alive():
            shown = news
            yield shown
    yield alert_html(job.problem) if job.problem else outcome_html(job.report)


@dataclass(slots=True)
class _Job:
    """One run, which another thread looks at."""

    progress: Progress | None = None
    report: SyncReport | None = None
    problem: str = ""

    def run(self, library: Library) -> None:
        """Bring the index up to date."""
        try:
            self.report = library.sync(self.tell)
        except RagError as error:
            self.problem = str(error)
        except Exception:
            _LOG.exception("Bringing %s up to date failed", library.folder)
            self.problem = UNEXPECTED

    def tell(self, progress: Progress) -> None:
        """Keep how far it is."""
        self.progress = progress


def progress_html(progress: Progress | None) -> str:
    """A bar that says how far it is; one without a value before that is known."""
    if progress is None or progress.stage == "waiting":
        words = "Waiting for another run to finish" if progress else "Looking at the files"
        return _bar(f"{words} …", "")
    words = _STAGES[progress.stage]
    done = f"{words}: {progress.done:,} of {progress.total:,}"
    return _bar(done, f' max="{max(progress.total, 1)}" value="{progress.done}"')


def _bar(words: str, values: str) -> str:
    return f'<div class="upkeep"><p>{words}</p><progress aria-label="Bringing up to date"{values}></progress></div>'


def outcome_html(report: SyncReport | None) -> str:
    """What was added, changed and removed, and what could not be read and why."""
    if report is None:
        return ""
    done = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    told = [f"{counted(len(sources), 'article')} {what}: {_named(sources)}." for what, sources in done if sources]
    lines = [*told, *map(escaped, report.notes)] or ["Everything is up to date."]
    shown = "".join(f"<p>{line}</p>" for line in lines)
    return f'<div class="upkeep" role="status">{shown}{unread_html(report.unread)}</div>'


def unread_html(unread: Sequence[Unread]) -> str:
    """The files that could not be read, each with its reason; nothing where there are none."""
    if not unread:
        return ""
    rows = "".join(f"<li>{isolated(each.source)} {escaped(each.reason)}</li>" for each in unread)
    return f'<p class="problem">{counted(len(unread), "file")} could not be read:</p><ul class="unread">{rows}</ul>'


def _named(sources: Sequence[str]) -> str:
    names = ", ".join(map(isolated, sources[:_MOST_NAMED]))
    more = len(sources) - _MOST_NAMED
    return f"{names} and {more:,} more" if more > 0 else names
