"""Answers of every kind, as Hypothesis makes them: what they quote is as long as their offsets say."""

from __future__ import annotations

from hypothesis import strategies as st

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
)
from support import hostile_text

words = st.text(max_size=8)
names = st.sampled_from(["bridge.txt", "sub/ferry.md", "b&<i>.md"]) | hostile_text
numbers = st.integers(0, 10**6)
chances = st.floats(0, 1)
maybe_text = st.none() | hostile_text
maybe_number = st.none() | st.integers(1, 99)
dates = st.none() | st.sampled_from(["2023", "2023-07", "2023-07-21"])


@st.composite
def citations(draw: st.DrawFn, n: int = 1, quotes: st.SearchStrategy[str] = hostile_text) -> Citation:
    quote, start = draw(quotes), draw(numbers)
    edges = sorted(draw(st.sets(st.integers(start, start + len(quote)), max_size=6)))
    return Citation(
        n=n,
        source=draw(names),
        start=start,
        end=start + len(quote),
        quote=quote,
        line=draw(st.integers(1, 999)),
        paragraph=draw(maybe_number),
        page=draw(maybe_number),
        heading=draw(maybe_text),
        title=draw(maybe_text),
        author=draw(st.none() | words | st.just("Per Lund")),
        published=draw(dates),
        score=draw(chances),
        matches=tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)),
        copies=draw(st.lists(names, max_size=2).map(tuple)),
    )


@st.composite
def stated(draw: st.DrawFn, n: int) -> Stated:
    figure, start = draw(words), draw(numbers)
    return Stated(n, draw(names), draw(dates), start, start + len(figure), figure)


@st.composite
def passages(draw: st.DrawFn) -> RankedPassage:
    text, start = draw(hostile_text), draw(numbers)
    return RankedPassage(draw(numbers), draw(names), start, start + len(text), text, draw(chances))


provenances = st.builds(
    Provenance,
    articles=words,
    corrections=st.none() | words,
    weights=words,
    pipeline=words,
    passage_words=numbers,
    threshold=chances,
    citations=numbers,
    passages=numbers,
    reranker_weights=st.none() | words,
    version=words,
)
states = st.builds(
    LibraryState,
    fingerprint=words,
    model=words,
    documents=numbers,
    passages=numbers,
    reranker=st.none() | words,
    provenance=st.none() | provenances,
)
filters = st.builds(
    Filter,
    sources=st.lists(names, max_size=2).map(tuple),
    authors=st.lists(words, max_size=2).map(tuple),
    since=dates,
    until=dates,
)


@st.composite
def answers(draw: st.DrawFn, quotes: st.SearchStrategy[str] = hostile_text) -> Answer:
    status = draw(st.sampled_from(["answered", "not_found", "error"]))
    cited = [draw(citations(n, quotes)) for n in range(1, draw(st.integers(1, 3)) + 1)] if status == "answered" else []
    pairs = st.builds(lambda *both: both, *(stated(c.n) for c in cited[:2]))
    differ = st.builds(Difference, kind=st.sampled_from(["figure", "date"]), about=words, stated=pairs)
    return Answer(
        question=draw(hostile_text),
        status=status,
        confidence=draw(chances),
        answer=" ".join(f"{c.quote} [{c.n}]" for c in cited),
        citations=tuple(cited),
        passages=tuple(draw(st.lists(passages(), max_size=1))),
        library=draw(states),
        id=draw(st.none() | words),
        error=draw(hostile_text) if status == "error" else None,
        read_with=draw(maybe_text),
        filter=draw(st.none() | filters),
        differences=tuple(draw(st.lists(differ, max_size=2))) if len(cited) > 1 else (),
    )
