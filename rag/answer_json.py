"""An answer as JSON, schema 1, and back.

What an earlier version did not write yet may be missing; what a later one adds is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from rag.errors import UsageError
from rag.json_object import JsonObject
from rag.values import (
    Answer,
    Citation,
    Difference,
    Filter,
    LibraryState,
    Provenance,
    RankedPassage,
    Span,
    Stated,
    Status,
)

SCHEMA = 1
_STATUSES: tuple[str, ...] = get_args(Status)
_KINDS = ("figure", "date")
_IN_ORDER = (
    *("schema", "id", "question", "read_with", "status", "confidence", "answer", "citations", "passages", "library"),
    *("error", "filter", "differences"),
)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer as the object that the command, the API and the batch write, schema 1."""
    values = asdict(answer)
    return {key: values[key] for key in _IN_ORDER}


def answer_from_json(values: Mapping[str, Any]) -> Answer:
    """The answer that `answer_to_json` was given, from what it gave or from JSON that was made of that.

    Raises UsageError, which says where, for what is no answer: a field that is missing or of another kind, and a
    quotation that is not as long as its offsets say.
    """
    try:
        return _answer(JsonObject.of(values))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"This is not an answer as answer_to_json writes it: {error}.") from error


def _answer(json: JsonObject) -> Answer:
    check_schema(json)
    return Answer(
        question=json.text("question"),
        status=status_from_json(json),
        confidence=confidence_from_json(json),
        answer=json.text("answer"),
        citations=tuple(_sound_citation(each) for each in json.objects("citations")),
        passages=tuple(_passage(each) for each in json.objects("passages")),
        library=_library(json.object("library")),
        id=json.text_or_none("id"),
        error=json.text_or_none("error"),
        read_with=json.text_or_none("read_with"),
        filter=filter_from_json(within) if (within := json.object_or_none("filter")) else None,
        differences=tuple(difference_from_json(each) for each in json.objects_if_any("differences")),
    )


# What is read of an answer by itself as well; each raises ValueError as `JsonObject` does


def check_schema(json: JsonObject) -> None:
    """See that this version reads an answer's schema."""
    if json.whole("schema") != SCHEMA:
        raise json.refused("schema", f"{SCHEMA}, which this version reads")


def filter_from_json(json: JsonObject) -> Filter:
    """The filter that an answer was asked under."""
    return Filter(
        sources=json.texts_if_any("sources"),
        authors=json.texts_if_any("authors"),
        since=json.text_or_none("since"),
        until=json.text_or_none("until"),
    )


def status_from_json(json: JsonObject) -> Status:
    """An answer's status."""
    return cast("Status", _one_of(json, "status", _STATUSES))


def confidence_from_json(json: JsonObject) -> float:
    """An answer's confidence, a probability."""
    confidence = json.number("confidence")
    if not 0 <= confidence <= 1:
        raise json.refused("confidence", "from 0 to 1")
    return confidence


def citation_from_json(json: JsonObject) -> Citation:
    """A citation; whether its offsets are those of its quotation is not looked at."""
    return Citation(
        n=json.whole("n"),
        source=json.text("source"),
        start=json.whole("start", 0),
        end=json.whole("end", 0),
        quote=json.text("quote"),
        line=json.whole("line"),
        paragraph=json.whole_or_none("paragraph"),
        page=json.whole_or_none("page"),
        heading=json.text_or_none("heading"),
        title=json.text_or_none("title"),
        author=json.text_or_none("author"),
        published=json.text_or_none("published"),
        score=json.number("score"),
        matches=tuple(Span(each.whole("start"), each.whole("end")) for each in json.objects_if_any("matches")),
        copies=json.texts_if_any("copies"),
    )


def difference_from_json(json: JsonObject) -> Difference:
    """A difference between sources."""
    return Difference(
        kind=cast("Literal['figure', 'date']", _one_of(json, "kind", _KINDS)),
        about=json.text("about"),
        stated=tuple(_stated(each) for each in json.objects("stated")),
    )


def _stated(json: JsonObject) -> Stated:
    return Stated(
        n=json.whole("n"),
        source=json.text("source"),
        published=json.text_or_none("published"),
        start=json.whole("start", 0),
        end=json.whole("end", 0),
        figure=json.text("figure"),
    )


def _sound_citation(json: JsonObject) -> Citation:
    citation = citation_from_json(json)
    _check_length(json, "quote")
    edges = [citation.start, *(edge for match in citation.matches for edge in (match.start, match.end)), citation.end]
    if any(one > other for one, other in pairwise(edges)):
        raise json.refused("matches", "stretches of the quotation in order")
    return citation


def _passage(json: JsonObject) -> RankedPassage:
    _check_length(json, "text")
    return RankedPassage(
        rank=json.whole("rank"),
        source=json.text("source"),
        start=json.whole("start"),
        end=json.whole("end"),
        text=json.text("text"),
        score=json.number("score"),
    )


def _library(json: JsonObject) -> LibraryState:
    made_with = json.object_or_none("provenance")
    return LibraryState(
        fingerprint=json.text("fingerprint"),
        model=json.text("model"),
        documents=json.whole("documents"),
        passages=json.whole("passages"),
        reranker=json.text_or_none("reranker"),
        provenance=_provenance(made_with) if made_with else None,
    )


def _provenance(json: JsonObject) -> Provenance:
    return Provenance(
        articles=json.text("articles"),
        corrections=json.text_or_none("corrections"),
        weights=json.text("weights"),
        pipeline=json.text("pipeline"),
        passage_words=json.whole("passage_words"),
        threshold=json.number("threshold"),
        citations=json.whole("citations"),
        passages=json.whole("passages"),
        reranker_weights=json.text_or_none("reranker_weights"),
        version=json.text("version"),
    )


def _one_of(json: JsonObject, name: str, known: tuple[str, ...]) -> str:
    found = json.text(name)
    if found not in known:
        raise json.refused(name, f"one of {', '.join(known)}")
    return found


def _check_length(json: JsonObject, name: str) -> None:
    """See that a stretch of a document's text is as long as its offsets say: `text[start:end]`."""
    start, end, text = json.whole("start", 0), json.whole("end", 0), json.text(name)
    if end - start != len(text):
        raise ValueError(f"its {json.path(name)} has {len(text):,} characters, but stands at {start:,} to {end:,}")
