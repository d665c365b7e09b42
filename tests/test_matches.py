import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_json import answer_to_json
from rag.answering import matching_words
from rag.languages import words
from rag.languages.words import search_words, word_spans
from rag.library import Library
from rag.printing import answer_text
from rag.values import Document, Span
from support import hostile_text, write_articles

Opener = Callable[..., Library]

QUESTION = "Did naïve El ten 1½ words cafe smile at 日本語の文 or say “no stop twice”, 가각 or कि, on Jan 5?"


def marked(text: str, *questions: str) -> list[str]:
    document = Document("a.txt", text)
    return [text[m.start : m.end] for m in matching_words(document, Span(0, len(text)), questions)]


def is_paired(character: str) -> bool:
    return words._IS_PAIRED.match(unicodedata.normalize("NFKC", character)) is not None


@given(
    hostile_text,
    st.sampled_from(["", "½ café ", "e\u0301t\u0327e\u0301 ", "한국 ", "कि ", "㍿日本語", "１,２００"]),
    st.data(),
)
def test_matches_are_whole_words_of_the_question_inside_the_quotation(
    text: str, more: str, data: st.DataObject
) -> None:
    text = text + more + text
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    question = QUESTION + data.draw(st.sampled_from(["", *text.split()]))
    matches = matching_words(Document("a.txt", text), Span(start, end), [question])
    asked = set(search_words(question))
    for match in matches:
        assert start <= match.start < match.end <= end
        assert set(search_words(text[match.start : match.end])) & asked
        for edge in (match.start, match.end):
            before, after = text[start:edge], text[edge:end]
            # Parting a word or a character would make other words; scripts without spaces have no words to part.
            if not (before and after and is_paired(before[-1]) and is_paired(after[0])):
                assert search_words(before) + search_words(after) == search_words(text[start:end])
    assert all(one.end < other.start for one, other in pairwise(matches))


@given(hostile_text)
def test_words_stand_where_their_letters_are(text: str) -> None:
    text = unicodedata.normalize("NFKC", text)  # else some characters hold several words, which have no place
    found = list(word_spans(text, 0, len(text)))
    for span, word in found:
        assert word in search_words(text[span.start : span.end])
    assert [word for _, word in found] == search_words(text)


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The ministers’ ferry was Otárola’s.", "Did OTAROLA meet a minister?", ["ministers", "Otárola’s"]),
        ("A vote of 1,200 to 12.", "Which 1200 and 2?", ["1,200"]),
        ("Une e\u0301cole, des écoles.", "ecole", ["e\u0301cole", "écoles"]),
        ("今日は日本語を話す。", "日本語", ["日本語"]),
        ("今日は日本と英語を話す。", "日本語", ["日本"]),
        ("½ of 1½ is 2.", "2", ["2"]),
        ("He was there.", "Was he there?", []),
        ("\u1112\u1161\u11ab is one syllable.", "한", ["\u1112\u1161\u11ab"]),
    ],
)
def test_forms_of_a_word_are_marked_whole(text: str, question: str, expected: list[str]) -> None:
    assert marked(text, question) == expected


def test_a_follow_up_marks_the_words_of_both_questions(tmp_path: Path, open_library: Opener) -> None:
    write_articles(tmp_path, {"holm.txt": "In Holm 3 ships waited outside the harbour. The church of Holm is red."})
    library = open_library(tmp_path, threshold=0)
    library.sync()
    citation = library.ask("And in Holm?", ["How many ships waited outside the harbour in Vik?"]).citations[0]
    text = library.document("holm.txt").text
    assert [text[m.start : m.end] for m in citation.matches] == ["Holm", "ships", "waited", "outside", "harbour"]


def test_matches_are_objects_in_json(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    answer = library.ask("How many passengers does the electric ferry carry?")
    (first, *_) = answer_to_json(answer)["citations"]
    text = library.document(first["source"]).text
    assert [text[m["start"] : m["end"]] for m in first["matches"]] == ["electric", "ferry", "carries", "passengers"]
    assert all(list(match) == ["start", "end"] for match in first["matches"])


@given(hostile_text, hostile_text)
def test_the_pieces_of_a_quotation_are_the_quotation(text: str, question: str) -> None:
    from rag.values import Citation

    span = Span(len(text) // 3, len(text))
    matches = matching_words(Document("a.txt", text), span, [question])
    quote = text[span.start : span.end]
    citation = Citation(1, "a.txt", span.start, span.end, quote, 1, 1, None, None, None, None, None, 0.5, matches)
    assert "".join(piece for piece, _ in citation.pieces()) == quote
    assert [piece for piece, matched in citation.pieces() if matched] == [text[m.start : m.end] for m in matches]


def test_marked_words_stand_out_in_print_and_nothing_of_an_article_steers_the_terminal(
    tmp_path: Path, open_library: Opener
) -> None:
    write_articles(tmp_path, {"evil.txt": "The evil \x1b[31m lighthouse\x07 keeper sang all night."})
    library = open_library(tmp_path, threshold=0)
    library.sync()
    answer = library.ask("What did the lighthouse keeper do?")
    shown = answer_text(answer, lambda word: f"\x1b[4m{word}\x1b[0m")
    assert "evil �[31m \x1b[4mlighthouse\x1b[0m� \x1b[4mkeeper\x1b[0m sang" in shown
    assert answer_text(answer) == shown.replace("\x1b[4m", "").replace("\x1b[0m", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("no_color", "marked"), [(None, True), ("", True), ("1", False)])
def test_words_are_underlined_only_on_a_terminal_that_wants_it(
    articles: Path, no_color: str | None, marked: bool
) -> None:
    import pty

    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"RAG_MODEL": "hash"}
    environment |= {} if no_color is None else {"NO_COLOR": no_color}
    question = ["ask", str(articles), "How many passengers does the electric ferry carry?", "--quiet"]
    command = [sys.executable, "-c", "from rag.cli import main; main()", *question]
    assert "\x1b" not in subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as running:
        os.close(theirs)
        shown = b"".join(iter(partial(_read, ours), b"")).decode()
        assert running.wait() == 0
    os.close(ours)
    assert ("\x1b[4mferry\x1b[0m" in shown) == marked
    assert ("\x1b" in shown) == marked


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody writes to it any more
        return b""
