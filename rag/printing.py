"""Answers, passages and reports as text for people and as plain objects for JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.answering import confidence_in_words

if TYPE_CHECKING:
    from rag.values import Answer, Citation, Document, LibraryStatus, RankedPassage, SyncReport

NOT_FOUND = "The articles do not say."
_NEAREST_SHOWN = 3
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def answer_text(answer: Answer) -> str:
    """The answer with its [1] marks, then each source: title, author, date, file and line."""
    if answer.status == "error":
        return printable(answer.error or "")
    if answer.status == "not_found":
        nearest = answer.passages[:_NEAREST_SHOWN]
        near = [f"  {p.source}: {_start(p.text)}" for p in nearest]
        return printable("\n".join([NOT_FOUND, *(["", "Nearest, but not an answer:", *near] if near else [])]))
    quotes = "\n".join(f"“{citation.quote}” [{citation.n}]" for citation in answer.citations)
    sources = "\n".join(f"[{citation.n}] {reference_line(citation)}" for citation in answer.citations)
    return printable(
        f"{quotes}\n\n{sources}\n\nConfidence: {confidence_in_words(answer.confidence)} ({answer.confidence:.2f})"
    )


def reference_line(citation: Citation) -> str:
    """Title, author and date as far as they are known, then file and place."""
    known = [part for part in (citation.title, citation.author, citation.published) if part]
    place = f"page {citation.page}" if citation.page else f"line {citation.line}"
    return " · ".join([*known, f"{citation.source}, {place}"])


def passages_text(passages: Sequence[RankedPassage], documents: Callable[[str], Document]) -> str:
    """Passages for people, each with its file and line."""
    if not passages:
        return "No passage."
    parts = []
    for passage in passages:
        line = documents(passage.source).places([passage.start])[0].line
        parts.append(f"{passage.rank}. {passage.source}, line {line} (score {passage.score:.2f})\n{passage.text}")
    return printable("\n\n".join(parts))


def passages_to_json(passages: Sequence[RankedPassage]) -> dict[str, Any]:
    """Passages as an answer carries them."""
    return {"schema": 1, "passages": [asdict(passage) for passage in passages]}


def sync_report_text(report: SyncReport, *, quiet: bool = False) -> str:
    """What was added, changed and removed, and what could not be read and why; a line each."""
    lines = [] if quiet else [f"{report.unchanged} unchanged"]
    for what, sources in (("added", report.added), ("changed", report.changed), ("removed", report.removed)):
        lines += [f"{what}  {source}" for source in sources]
    lines += [f"could not be read  {unread.source}: {unread.reason}" for unread in report.unread]
    lines += [] if quiet else report.notes
    return "".join(f"{printable(line)}\n" for line in lines)


def sync_report_to_json(report: SyncReport) -> dict[str, Any]:
    """The report's fields."""
    return {"schema": 1, **asdict(report)}


def status_text(status: LibraryStatus) -> str:
    """Documents, passages, model, size, and whether files changed since; a line each."""
    lines = [
        f"folder     {status.folder}",
        f"index      {status.index} ({status.bytes_on_disk / 1e6:.1f} MB)",
        f"documents  {status.state.documents}",
        f"passages   {status.state.passages} ({status.sentences} sentences)",
        f"model      {status.state.model}",
        f"changed    {len(status.stale)} files since" + (" (rag index brings them in)" if status.stale else ""),
        *(f"           {source}" for source in status.stale),
        *(f"unread     {unread.source}: {unread.reason}" for unread in status.unread),
    ]
    return "".join(f"{printable(line)}\n" for line in lines)


def status_to_json(status: LibraryStatus) -> dict[str, Any]:
    """The status's fields."""
    return {"schema": 1, **asdict(status)}


def printable(text: str) -> str:
    """The text without control characters that could steer a terminal; \\r\\n becomes a plain line end."""
    return _CONTROL.sub("�", text.replace("\r\n", "\n"))


def _start(text: str, most: int = 160) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
