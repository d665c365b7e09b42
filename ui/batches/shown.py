"""A visitor's batches, one's progress and its answers as HTML."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rag.batches.answer_files.html_file import row_html
from rag.batches.answer_files.rows import report_text
from rag.batches.terminal import duration_text, rate_text
from rag.html_text import escaped, isolated
from rag.printing import counted
from ui.forms.filters import filter_html
from ui.links import article_link
from ui.text import date_in_words, problem_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.batches.answer_files import BatchReport
    from rag.batches.answer_files.rows import AnswerRow
    from rag.values import Citation
    from ui.batches.jobs import Job
    from ui.batches.running import State

_TOLD_EACH = 10  # percent
_SLOWEST = 1e-4  # questions a second; below, nothing can be said of the time left


def jobs_html(jobs: Sequence[tuple[Job, State]], opened: str | None) -> str:
    """The batches in a table, each to be opened or deleted; nothing where there are none."""
    if not jobs:
        return ""
    head = "".join(f'<th scope="col">{words}</th>' for words in ("Batch", "State", "Delete"))
    rows = "".join(_job_html(job, state, opened) for job, state in jobs)
    return (
        '<table class="jobs"><caption>Earlier batches</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _job_html(job: Job, state: State, opened: str | None) -> str:
    current = ' aria-current="true"' if job.id == opened else ""
    name = escaped(job.name)
    return (
        f'<tr><th scope="row"><button type="button" class="open-job" data-job="{job.id}"{current}>{isolated(job.name)}'
        f'</button><span class="made">{made_in_words(job.made)}, {counted(job.questions, "question")}</span></th>'
        f"<td>{_state_in_words(state)}</td><td>"
        f'<button type="button" class="delete-job" data-job="{job.id}" aria-label="Delete {name}">Delete</button>'
        "</td></tr>"
    )


def made_in_words(made: str) -> str:
    """A time (ISO 8601) as the server's own clock shows it: 3 March 2026, 14:05."""
    try:
        local = datetime.fromisoformat(made).astimezone()
    except ValueError:
        return escaped(made)
    return f"{date_in_words(local.date().isoformat())}, {local:%H:%M}"


def _state_in_words(state: State) -> str:
    if state.kind == "stopped":
        return f"stopped at {_percent(state)} %" if state.done else "stopped"
    return {"waiting": "waiting", "running": "under way", "failed": "failed", "done": "done"}[state.kind]


def progress_html(state: State) -> str:
    """How far a batch is; nothing for one that is done."""
    if state.kind == "done":
        return ""
    bar = f'<progress max="{max(state.total, 1)}" value="{state.done}" aria-label="Questions answered"></progress>'
    told = f"{state.done:,} of {counted(state.total, 'question')} answered"
    if state.kind == "waiting":
        told += ". Other batches are under way; this one begins after them."
    elif state.kind == "running" and state.rate > _SLOWEST:
        left = duration_text((state.total - state.done) / state.rate)
        told += f", {rate_text(state.rate)}, about {left} left"
    notes = "".join(f"<p>{escaped(note)}</p>" for note in state.notes)
    return f'<div class="batch-progress">{bar}<p>{told}</p>{notes}</div>'


def told_html(job: Job, state: State) -> str:
    """How a batch stands in a few words, which do not change with each question: they are read aloud when they do."""
    if state.kind == "failed":
        return problem_html(state.problem or "")
    words = {
        "waiting": "Waiting for other batches.",
        "running": f"Answering: {_percent(state) // _TOLD_EACH * _TOLD_EACH} %.",
        "stopped": "Stopped. What is answered is kept; go on whenever you like.",
        "done": f"All answered: {escaped(job.name)}.",
    }
    return f"<p>{words[state.kind]}</p>"


def head_html(job: Job) -> str:
    """What was asked, when, and of which articles where not of all."""
    within = f'<p class="introduction">Asked of some articles only: {filter_html(job.filter)}</p>' if job.filter else ""
    return (
        f'<h2 tabindex="-1">{isolated(job.name)}</h2>'
        f'<p class="introduction">{counted(job.questions, "question")}, {made_in_words(job.made)}</p>{within}'
    )


def summary_html(report: BatchReport) -> str:
    """How the questions came out, and which articles were quoted most."""
    sources = "".join(
        f"<li>{article_link(one.source, one.source)}, {counted(one.answers, 'answer')}</li>" for one in report.sources
    )
    most = f"<h3>Quoted in most answers</h3><ul>{sources}</ul>" if sources else ""
    return f'<div class="batch-summary"><p>{escaped(report_text(report))}.</p>{most}</div>'


def rows_html(rows: Sequence[AnswerRow]) -> str:
    """Answers with their questions, one below the other."""
    return f'<div class="batch-rows">{"".join(row_html(row, _linked) for row in rows)}</div>'


def _linked(citation: Citation) -> str:
    return article_link(citation.source, citation.source, citation.start, citation.end)


def _percent(state: State) -> int:
    return 100 * state.done // state.total if state.total else 0
