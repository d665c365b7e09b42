"""Answers, passages and reports as text for people and as plain objects for JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering import confidence_in_words
from rag.errors import UsageError
from rag.threshold_file import FILE_NAME as CALIBRATED

if TYPE_CHECKING:
    from rag.corrections import Correction
    from rag.values import (
        Answer,
        Citation,
        Difference,
        Document,
        DocumentInfo,
        Filter,
        LibraryStatus,
        RankedPassage,
        SyncReport,
    )

NOT_FOUND = "The articles do not say."
_NEAREST_SHOWN = 3
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_END = re.compile(r"\r\n|[\n\u2028\u2029]")


def answer_text(answer: Answer, mark: Callable[[str], str] = str) -> str:
    """The answer with its [1] marks, then each source: title, author, date, file and line.

    Before them, what earlier question it leans on. `mark` makes the question's words in the quotations stand out.
    """
    if answer.status == "error":
        return printable(answer.error or "")
    read = in_one_line(_read_with(answer.read_with)) if answer.read_with else ""
    if answer.status == "not_found":
        nearest = [f"  {in_one_line(p.source)}: {_start(p.text)}" for p in answer.passages[:_NEAREST_SHOWN]]
        near = "\n".join(["Nearest, but not an answer:", *nearest]) if nearest else ""
        return printable("\n\n".join(part for part in (read, NOT_FOUND, near) if part))
    quotes = "\n".join(f"“{_quote(citation, mark)}” [{citation.n}]" for citation in answer.citations)
    differ = printable("\n".join(difference_line(difference) for difference in answer.differences))
    sources = printable("\n".join(_source_lines(citation) for citation in answer.citations))
    return "\n\n".join(part for part in (read, quotes, differ, sources, confidence_line(answer)) if part)


def _quote(citation: Citation, mark: Callable[[str], str]) -> str:
    # Made printable piece by piece: what marks a word is itself made of control characters.
    return "".join(mark(printable(piece)) if matches else printable(piece) for piece, matches in citation.pieces())


def difference_line(difference: Difference) -> str:
    """What the sources state otherwise, by the dates of their documents."""
    stated = (
        f"{each.figure} [{each.n}]" + (f" ({each.published})" if each.published else "") for each in difference.stated
    )
    return f"The sources differ: {', '.join(stated)}."


def counted(number: int, thing: str) -> str:
    """How many there are: 1 question, 2 questions."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def filter_text(within: Filter) -> str:
    """Which articles were asked: at sub/, by Lund, since 2022."""
    parts = [f"at {' or '.join(within.sources)}"] if within.sources else []
    parts += [f"by {' or '.join(within.authors)}"] if within.authors else []
    parts += [f"{word} {day}" for word, day in (("since", within.since), ("until", within.until)) if day]
    return ", ".join(parts)


def understood_lines(answer: Answer) -> tuple[str, ...]:
    """How the question was understood, and of what it was asked; nothing where that is as it stands, of all."""
    read = (_read_with(answer.read_with),) if answer.read_with else ()
    within = filter_text(answer.filter) if answer.filter else ""
    return (*read, f"Asked only of articles {within}") if within else read


def _read_with(earlier: str) -> str:
    return f"Read together with “{earlier}”"


def said_instead(answer: Answer) -> str | None:
    """What is said where there is no answer: that there is none, or why; None where there is one."""
    if answer.status == "error":
        return answer.error or "The question could not be answered."
    return NOT_FOUND if answer.status == "not_found" else None


def confidence_line(answer: Answer) -> str | None:
    """How sure the answer is, in words; None where there is none."""
    if answer.status != "answered":
        return None
    return f"Confidence: {confidence_in_words(answer.confidence)} ({answer.confidence:.2f})"


def _source_lines(citation: Citation) -> str:
    copies = f"\n    also in: {in_one_line(', '.join(citation.copies))}" if citation.copies else ""
    return f"[{citation.n}] {reference_line(citation)}{copies}"


def reference_line(citation: Citation) -> str:
    """Title, author and date as far as they are known, then file and place."""
    known = [part for part in (citation.title, citation.author, citation.published) if part]
    place = f"page {citation.page}" if citation.page else f"line {citation.line}"
    return in_one_line(" · ".join([*known, f"{citation.source}, {place}"]))


def passages_text(passages: Sequence[RankedPassage], documents: Callable[[str], Document]) -> str:
    """Passages for people, each with its file and line."""
    if not passages:
        return "No passage."
    parts = []
    for passage in passages:
        line = documents(passage.source).places([passage.start])[0].line
        head = in_one_line(f"{passage.rank}. {passage.source}, line {line} (score {passage.score:.2f})")
        parts.append(f"{head}\n{passage.text}")
    return printable("\n\n".join(parts))


def passages_to_json(passages: Sequence[RankedPassage]) -> dict[str, Any]:
    """Passages as an answer carries them."""
    return {"schema": 1, "passages": [asdict(passage) for passage in passages]}


def documents_to_json(documents: Sequence[DocumentInfo]) -> dict[str, Any]:
    """What is known of each document, without its text."""
    return {"schema": 1, "documents": [asdict(document) for document in documents]}


def text_to_json(document: Document, start: int | None = None, end: int | None = None) -> dict[str, Any]:
    """A document's text from `start` to `end`, None for all of it, and what is known of the document.

    Offsets count in the whole text, which has `characters` code points. Raises UsageError where they lie outside it.
    """
    first, last = start if start is not None else 0, end if end is not None else len(document.text)
    if not 0 <= first <= last <= len(document.text):
        raise UsageError(
            f"There is no stretch from {first} to {last} in {document.source}, whose text has {len(document.text):,} "
            "characters. Give offsets in it, the smaller one first."
        )
    return {
        "schema": 1,
        "source": document.source,
        "title": document.title,
        "author": document.author,
        "published": document.published,
        "language": document.language,
        "characters": len(document.text),
        "start": first,
        "end": last,
        "text": document.text[first:last],
        "headings": [asdict(h) | {"text": document.text[h.start : h.end]} for h in document.headings],
        "pages": list(document.pages),
        "furniture": [asdict(span) for span in document.furniture],
    }


def sync_report_text(report: SyncReport, *, quiet: bool = False) -> str:
    """What was added, changed and removed, a line each; then how many, and what could not be read and why.

    That comes last, where it is seen on a terminal.
    """
    lines: list[str] = []
    for what, sources in (("added", report.added), ("changed", report.changed), ("removed", report.removed)):
        lines += [f"{what}  {source}" for source in sources]
    lines += [] if quiet else [_sync_total(report)]
    lines += [f"could not be read  {unread.source}: {unread.reason}" for unread in report.unread]
    lines += [] if quiet else report.notes
    return "".join(f"{in_one_line(line)}\n" for line in lines)


def _sync_total(report: SyncReport) -> str:
    numbers = (
        *((len(report.added), "added"), (len(report.changed), "changed"), (len(report.removed), "removed")),
        *((len(report.unread), "not read"), (report.unchanged, "unchanged")),
    )
    return ", ".join(f"{number:,} {what}" for number, what in numbers if number) or "0 unchanged"


def sync_report_to_json(report: SyncReport) -> dict[str, Any]:
    """The report's fields."""
    return {"schema": 1, **asdict(report)}


def status_text(status: LibraryStatus, threshold_from: str | None = None, articles: Sequence[DocumentInfo] = ()) -> str:
    """Documents, passages, model, size, threshold, fingerprint, and whether files changed since; a line each.

    `threshold_from` is where the threshold was set, None if it is the default; `articles` are listed too.
    """
    state = status.state
    lines = [
        ("folder", status.folder),
        ("index", f"{status.index} ({status.bytes_on_disk / 1e6:.1f} MB)"),
        ("documents", f"{state.documents}"),
        ("passages", f"{state.passages} ({status.sentences} sentences)"),
        ("model", state.model),
        ("threshold", f"{status.threshold:.4g} ({_threshold_origin(status, threshold_from)})"),
        ("fingerprint", state.fingerprint or "none yet (rag index makes it)"),
        (
            "changed",
            f"{counted(len(status.stale), 'file')} since" + (" (rag index brings them in)" if status.stale else ""),
        ),
        *(("", source) for source in status.stale),
        *(("unread", f"{unread.source}: {unread.reason}") for unread in status.unread),
        *(("article" if n == 0 else "", _article_line(info)) for n, info in enumerate(articles)),
    ]
    return "".join(f"{in_one_line(f'{label:<13}{value}')}\n" for label, value in lines)


def _article_line(info: DocumentInfo) -> str:
    return " · ".join(part for part in (info.source, info.title, info.author, info.published) if part)


def _threshold_origin(status: LibraryStatus, threshold_from: str | None) -> str:
    """Where the threshold comes from, and whether it was calibrated with what is in force now."""
    known = status.calibrated
    if threshold_from is None or known is None:
        return f"set in {threshold_from}" if threshold_from else "the default"
    if Path(threshold_from).name != CALIBRATED:
        return f"set in {threshold_from}, over {known.threshold:.4g} from rag calibrate"
    said = f"set by rag calibrate from {known.questions} questions, in {threshold_from}"
    if (known.model, known.reranker) == (status.state.model, status.state.reranker):
        return said
    reranker = f"the reranker {known.reranker}" if known.reranker else "no reranker"
    return f"{said}; but with the model {known.model} and {reranker}, not as now: calibrate again"


def status_to_json(
    status: LibraryStatus, threshold_from: str | None = None, articles: Sequence[DocumentInfo] | None = None
) -> dict[str, Any]:
    """The status's fields, where the threshold was set, and the articles where they are asked for."""
    listed = {} if articles is None else {"articles": [asdict(info) for info in articles]}
    return {"schema": 1, **asdict(status), "threshold_from": threshold_from, **listed}


def corrections_text(corrections: Mapping[str, Correction]) -> str:
    """What is corrected of each article, a line a field."""
    lines: list[str] = []
    for source, correction in corrections.items():
        so = [f"  {name:<11}{correction.over(name, None) or 'unknown'}" for name in correction.fields()]
        lines += [source, *(so or ["  as the article says"])]
    return "".join(f"{in_one_line(line)}\n" for line in lines or ["Nothing is corrected."])


def corrections_to_json(corrections: Mapping[str, Correction]) -> dict[str, Any]:
    """The corrections' fields, by source."""
    return {"schema": 1, "corrections": {source: asdict(correction) for source, correction in corrections.items()}}


def printable(text: str) -> str:
    """The text without control characters that could steer a terminal; \\r\\n becomes a plain line end."""
    return _CONTROL.sub("�", text.replace("\r\n", "\n"))


def in_one_line(text: str) -> str:
    """What `printable` gives, the ends of lines replaced too: a file's name may hold them."""
    return printable(_LINE_END.sub("�", text))


def _start(text: str, most: int = 160) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
