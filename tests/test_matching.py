"""Quotations against documents: verbatim ones are exact at their place, changed ones never are, and what changed is said."""

from __future__ import annotations

import string
from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rag.checking.matching import Match, Matcher
from rag.checking.merging import merged_match
from rag.checking.quotations import quotations
from rag.checking.quoted import Quoted
from rag.checking.source_text import seen_text
from rag.checking.word_index import WordIndex
from rag.drafts import draft_of_text
from rag.passages import count_words, split_sentences
from rag.values import Document, Sentence, Span
from support import hostile_text

MARKS = [("“", "”"), ('"', '"'), ("«", "»"), ("»", "«"), ("„", "“"), ("「", "」"), ("‘", "’"), ("``", "''")]

SOURCE = (
    "The harbour of Holm\n\n"
    "The ﬁrst ferry left the har-\nbour at noon, and the govern\u00adment’s well-\nknown “dragon” boat fol\u00adlowed it – slowly – "
    "until 10\u00a0000 people had seen it. Mayor Falk did not thank the captain, who had come from Vik, but she shook the "
    "pilot's hand. The port authority refused to pay [12] for the fuel. He said that Falk had lied about the cost. "
    "“We will not pay 4.2 million crowns,” she told reporters. “Not now, and not in 2022.” Nothing else happened.\n"
)
OTHER = (
    "A ferry for the islands\n\nThe electric ferry carries 120 passengers and 40 cars between Holm and Vik every day.\n"
)


@dataclass(frozen=True)
class Shelf:
    """Documents without an index, by source."""

    documents: dict[str, Document]

    def document(self, source: str) -> Document:
        return self.documents[source]

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        return tuple(split_sentences(self.documents[source].text))


def matcher(**texts: str) -> Matcher:
    documents = {
        f"{name}.{'md' if name.startswith('md') else 'txt'}": Document(
            f"{name}.{'md' if name.startswith('md') else 'txt'}", text
        )
        for name, text in texts.items()
    }
    index = WordIndex((source, seen_text(document).text) for source, document in documents.items())
    return Matcher(index, Shelf(documents))


def quote_in(draft_text: str) -> Quoted:
    draft = draft_of_text(draft_text, "draft.txt")
    first = quotations(draft).quotations[0]
    return Quoted(draft.text, draft.seen, first.start, first.end)


def best(found: Matcher, words: str) -> Match:
    quoted = quote_in(f"It was said there: “{words}” and so on.")
    return next(iter(found.true_matches(quoted) or found.nearest_matches(quoted)))


def kinds(words: str) -> list[str]:
    return [difference.kind for difference in best(matcher(a=SOURCE, b=OTHER), words).differences]


PIECES = (
    *(
        "the",
        "old",
        "bridge",
        "was",
        "closed",
        "in",
        "May",
        "3,559",
        "ferries",
        "naïve",
        "Müller",
        "don’t",
        "Vik.",
        "Holm,",
    ),
    *(
        "and",
        "4.2",
        "(so)",
        "well-known",
        "–",
        "[…]",
        "it's",
        "no.",
        "“Yes!”",
        "U.S.",
        "[Falk]",
        "日本語の文。",
        "…",
        "10²",
    ),
    *("\u00a0\u202f", "e\u0301te\u0301", "ﬁrst", "'quoted'", "l’eau"),
)
prose = st.lists(st.sampled_from(PIECES), min_size=4, max_size=60).map(" ".join)


@given(st.one_of(prose, hostile_text), st.data())
def test_any_sentence_quoted_verbatim_is_exact_at_its_place(text: str, data: st.DataObject) -> None:
    long = [s for s in split_sentences(text) if count_words(text[s.start : s.end]) > 3]
    assume(long)
    sentence = data.draw(st.sampled_from(long))
    words = text[sentence.start : sentence.end]
    assume("\n" not in words and "\r" not in words and any(c.isalnum() for c in words))
    fitting = [pair for pair in MARKS if not any(mark in words for mark in pair)]
    if any(mark in words for mark in '“”«»„"「」'):
        fitting = [pair for pair in fitting if pair[0] not in {"‘", "``"}]  # others where another mark is left open
    if not fitting:
        return
    before, after = data.draw(st.sampled_from(fitting))
    draft = draft_of_text(f"It was said there: {before}{words}{after} and so on.", "draft.txt")
    outer = [q for q in quotations(draft).quotations if not q.nested]
    assert [draft.seen.text[q.start : q.end] for q in outer] == [words]
    quoted = Quoted(draft.text, draft.seen, outer[0].start, outer[0].end)
    assume(quoted.wording.words)
    shelf = matcher(a=text)
    found = shelf.true_matches(quoted) or [m for m in shelf.nearest_matches(quoted) if m.is_true]
    assert found
    assert all(text[match.start : match.end] == words for match in found if match.exact)
    assert any(match.exact for match in found)


@given(st.integers(min_value=0), st.text(alphabet=string.ascii_lowercase, min_size=2, max_size=9))
@example(0, "not")
def test_a_sentence_with_one_word_changed_is_never_true(place: int, other: str) -> None:
    sentence = "Mayor Falk did not thank the captain, who had come from Vik, but she shook the pilot's hand."
    words = sentence.split(" ")
    n = place % len(words)
    assume(words[n].strip(",.").casefold() != other)
    changed = " ".join([*words[:n], words[n].replace(words[n].strip(",."), other), *words[n + 1 :]])
    shelf = matcher(a=SOURCE, b=OTHER)
    quoted = quote_in(f"It was said there: “{changed}” and so on.")
    assert not shelf.true_matches(quoted)
    near = shelf.nearest_matches(quoted)[0]
    assert not near.is_true
    assert near.differences
    for difference in near.differences:
        assert SOURCE[difference.source_start : difference.source_end] == difference.source
        assert quoted.written[difference.draft_start : difference.draft_end] == difference.draft


@given(st.integers(min_value=0, max_value=99_999))
def test_a_changed_number_is_never_true_and_is_called_a_number(number: int) -> None:
    assume(number != 120)
    words = f"The electric ferry carries {number} passengers and 40 cars between Holm and Vik every day."
    assert kinds(words) == ["number"]


@pytest.mark.parametrize(
    "words",
    [
        "The first ferry left the harbour at noon, and the government's well-known ‘dragon’ boat followed it — slowly",
        "the first ferry left the harbour at noon",
        "until 10 000 people had seen it",
        "[T]he port authority refused to pay for the fuel",
        "Mayor Falk did not thank the captain … but she shook the pilot’s hand",
        "Mayor Falk did not thank the captain [...] she shook the pilot's hand",
        "[Nilsen] shook the pilot's hand",
        "The port authority refuse[s] to pay [sic] for the fuel",
        "We will not pay 4.2 million crowns … Not now, and not in 2022.",
        "We [the town of Holm] will not pay 4.2 million crowns",
        "shook the pilot's hand.",
        "… the port authority refused to pay for the fuel …",
    ],
)
def test_another_typography_is_no_difference(words: str) -> None:
    match = best(matcher(a=SOURCE, b=OTHER), words)
    assert match.is_true
    assert not match.differences


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Mayor Falk did thank the captain, who had come from Vik", ["negation"]),
        ("Mayor Falk did … thank the captain, who had come from Vik", ["negation"]),
        ("Mayor Falk … shook the pilot's hand", ["negation"]),
        ("The port authority … pay for the fuel", ["negation"]),
        ("Nothing else [not] happened", ["negation"]),
        ("He … had lied about the cost", ["omission"]),
        ("We will not pay 4.3 million crowns", ["number"]),
        ("We will not pay 42 million crowns", ["number"]),
        ("We will not pay 4.2 billion crowns", ["number"]),
        ("We will not pay [5.1] million crowns", ["number"]),
        ("Mayor Lund did not thank the captain", ["name"]),
        ("Mayor [Lund] did not thank the captain", ["name"]),
        ("who had come from Holm, but she shook the pilot's hand", ["name"]),
        ("she shook the captain's hand", ["word"]),
        ("she gladly shook the pilot's hand", ["insertion"]),
        ("the pilot's left hand. The port authority refused to pay", ["insertion"]),
        ("Mayor Falk did not thank the captain, but she shook the pilot's hand", ["omission"]),
        ("Mayor Falk did not thank the captain who had come from Vik", ["punctuation"]),
        ("Mayor Falk did not Thank the captain", ["case"]),
        ("Mayor Falk did not thank the captain, who come had from Vik", ["order", "order"]),
        ("He said that Falk had lied about the cost. The port authority refused to pay for the fuel", ["merged"]),
        ("between Holm and Vik every day, he said", ["insertion"]),
    ],
)
def test_each_difference_is_called_by_its_kind(words: str, expected: list[str]) -> None:
    shelf = matcher(a=SOURCE, b=OTHER)
    quoted = quote_in(f"It was said there: “{words}” and so on.")
    assert not shelf.true_matches(quoted)
    found = merged_match(quoted, shelf) if expected == ["merged"] else shelf.nearest_matches(quoted)[0]
    assert found
    assert [difference.kind for difference in found.differences] == expected


def test_words_of_two_documents_joined_are_merged_and_both_places_are_told() -> None:
    shelf = matcher(a=SOURCE, b=OTHER)
    quoted = quote_in(
        "It was said: “The electric ferry carries 120 passengers and 40 cars between Holm and Vik every day. He said that "
        "Falk had lied about the cost.” and so on."
    )
    found = merged_match(quoted, shelf)
    assert found
    (difference,) = found.differences
    assert (found.source, difference.kind) == ("b.txt", "merged")
    assert difference.elsewhere
    assert (difference.elsewhere.source, difference.elsewhere.quote) == (
        *("a.txt", "He said that Falk had lied about the cost"),
    )


def test_markdown_articles_are_quoted_as_readers_see_them() -> None:
    text = (
        "# A bridge\n\nThe *old* bridge at [Orsa](http://x.y/z) was **closed** to traffic\nin May, it &amp; its road.\n"
    )
    shelf = matcher(md=text)
    seen = best(shelf, "The old bridge at Orsa was closed to traffic in May, it & its road.")
    assert seen.is_true
    assert not seen.exact
    assert text[seen.start : seen.end] == text[text.index("The *old*") : text.index("\n", -2)]
    raw = best(shelf, "The *old* bridge at [Orsa](http://x.y/z) was **closed** to traffic")
    assert raw.exact
    assert not best(shelf, "The new bridge at Orsa was closed to traffic in May").is_true


def test_page_furniture_within_a_sentence_is_no_omission() -> None:
    text = "The old bridge at Orsa was\n\nPAGE 7 OF THE PAPER\n\nclosed to traffic in the spring of that year.\n"
    start = text.index("PAGE")
    end = text.index("\n", start)
    document = Document("a.txt", text, furniture=(Span(start, end),))
    index = WordIndex([("a.txt", text)])
    shelf = Matcher(index, Shelf({"a.txt": document}))
    assert best(shelf, "The old bridge at Orsa was closed to traffic in the spring of that year.").is_true
    assert not best(shelf, "The old bridge at Orsa was closed to all traffic in the spring").is_true


def test_hidden_sources_are_passed_over() -> None:
    index = WordIndex([("a.txt", SOURCE), ("b.txt", OTHER)])
    shelf = Shelf({"a.txt": Document("a.txt", SOURCE), "b.txt": Document("b.txt", OTHER)})
    quoted = quote_in("It was said: “Mayor Falk did not thank the captain” and so on.")
    assert Matcher(index, shelf).true_matches(quoted)
    hidden = Matcher(index, shelf, frozenset({"a.txt"}))
    assert not hidden.true_matches(quoted)
    assert all(match.source == "b.txt" for match in hidden.nearest_matches(quoted))


@pytest.mark.parametrize(
    ("language", "text", "words", "expected"),
    [
        (
            "de",
            "Bürgermeisterin Falk sagte, die Stadt habe keine zehn Jahre auf diese Straße gewartet.",
            "Bürgermeisterin Kranz sagte, die Stadt habe keine zehn Jahre auf diese Straße gewartet",
            ["name"],
        ),
        (
            "de",
            "Bürgermeisterin Falk sagte, die Stadt habe keine zehn Jahre auf diese Straße gewartet.",
            "die Stadt habe zehn Jahre auf diese Brücke gewartet",
            ["negation", "word"],
        ),
        (
            "fr",
            "La maire n’a pas remercié le capitaine du ferry de Holm.",
            "La maire a remercié le capitaine du ferry de Vik",
            ["negation", "name"],
        ),
        (
            "zh",
            "奥尔萨的旧桥于2021年5月3日关闭，没有人感谢船长。",
            "奥尔萨的旧桥于2021年5月8日关闭，有人感谢船长",
            ["number", "negation"],
        ),
    ],
)
def test_other_languages(language: str, text: str, words: str, expected: list[str]) -> None:
    index = WordIndex([("a.txt", text)])
    shelf = Matcher(index, Shelf({"a.txt": Document("a.txt", text, language=language)}))
    assert [difference.kind for difference in best(shelf, words).differences] == expected
