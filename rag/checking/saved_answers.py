"""A file of saved answers -> what has become of each of their citations since the articles changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.checking.quoted import Quoted
from rag.checking.values import AnswersReport, BadRow, CheckedCitation, Near
from rag.errors import UsageError
from rag.json_lines import json_value, read_json_lines
from rag.json_object import JsonObject
from rag.plain_text import PlainText
from rag.values import Span

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.checking.matching import Match, Matcher
    from rag.json_lines import JsonLine

SUFFIX = ".jsonl"
_CHANGED = 0.6
"""The share of a citation's words that must still stand together for it to be changed, not gone."""


def check_answers(path: Path, articles: Articles, sources: frozenset[str], matcher: Matcher) -> AnswersReport:
    """The report on the rows of `rag batch` in a file, one JSON object a line; bad rows are listed with the reason.

    `sources` are those that the library has. Raises UsageError where the file cannot be read.
    """
    rows, citations, bad = 0, [], []
    for name, values in _rows(path):
        rows += 1
        if isinstance(values, str):
            bad.append(BadRow(name, values))
            continue
        for number, given in enumerate(values.get("citations") or [], start=1):
            citation = _citation(name, number, given)
            if citation is None:
                bad.append(BadRow(name, f"Its citation {number} has no source, start, end and quote."))
            else:
                citations.append(_checked(citation, articles, sources, matcher))
    return AnswersReport(path.name, rows, tuple(citations), tuple(bad))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Each row by its id, or by the number of its line with the reason why it cannot be read."""
    try:
        for line in read_json_lines(path):
            yield _row(line)
    except OSError as error:
        raise UsageError(f"The answers at {path} cannot be read: {error.strerror}.") from error


def _row(line: JsonLine) -> tuple[str, dict[str, Any] | str]:
    try:
        values = json_value(line.data)
    except ValueError as error:
        return str(line.number), f"Line {line.number} {error}."
    if not isinstance(values, dict) or not isinstance(values.get("citations", ""), list | None):
        return str(line.number), f'Line {line.number} is not an answer: an object with "citations".'
    name = values.get("id")
    return str(line.number if name is None else name), values


def _citation(row: str, number: int, given: object) -> CheckedCitation | None:
    """What is needed of a citation to look for it; None where that is not there."""
    try:
        values = JsonObject.of(given)
        source, quote = values.text("source"), values.text("quote")
        start, end = values.whole("start", 0), values.whole("end", 0)
    except ValueError:
        return None
    n = number
    with suppress(ValueError):
        n = values.whole("n", 0)
    return CheckedCitation(row, n, source, start, end, quote, "gone")


def _checked(
    citation: CheckedCitation, articles: Articles, sources: frozenset[str], matcher: Matcher
) -> CheckedCitation:
    """The citation with its fate: its own place first, then its own document, then any."""
    if citation.source in sources:
        text = articles.document(citation.source).text
        if text[citation.start : citation.end] == citation.quote != "":
            place = Span(citation.start, citation.end)
            return replace(citation, fate="unchanged", now=matcher.near(citation.source, place))
        found = _nearest_place(text, citation)
        if found:
            return replace(citation, fate="moved", now=matcher.near(citation.source, found))
    return _elsewhere(citation, matcher)


def _nearest_place(text: str, citation: CheckedCitation) -> Span | None:
    """The place of the same words, character for character, that is nearest to the old one."""
    before = text.rfind(citation.quote, 0, citation.end) if citation.quote else -1
    after = text.find(citation.quote, citation.start) if citation.quote else -1
    places = [at for at in (before, after) if at >= 0]
    if not places:
        return None
    start = min(places, key=lambda at: abs(at - citation.start))
    return Span(start, start + len(citation.quote))


def _elsewhere(citation: CheckedCitation, matcher: Matcher) -> CheckedCitation:
    quoted = Quoted(citation.quote, PlainText.of(citation.quote), 0, len(citation.quote))
    if not quoted.wording.words:
        return citation
    true = matcher.true_matches(quoted)
    if true:
        match = min(true, key=lambda match: (match.source != citation.source, not match.exact, match.source))
        return replace(citation, fate="moved", now=_place(matcher, match))
    near = _altered(matcher.nearest_matches(quoted), citation.source)
    if near is None:
        return citation
    fate = "moved" if near.is_true else "changed"
    return replace(citation, fate=fate, now=_place(matcher, near), differences=near.differences)  # type: ignore[arg-type]


def _altered(matches: Sequence[Match], source: str) -> Match | None:
    """The best of the matches that have most of the words, one in the same document before others alike."""
    good = [match for match in matches if match.is_true or match.share >= _CHANGED]
    return min(good, key=lambda match: (-match.is_true, -round(match.share, 1), match.source != source), default=None)


def _place(matcher: Matcher, match: Match) -> Near:
    return matcher.near(match.source, Span(match.start, match.end))
