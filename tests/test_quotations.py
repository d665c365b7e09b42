"""Drafts -> their quotations, by the marks of many languages, and what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.checking import quotation_marks
from rag.checking.quotations import Quotation, quotations
from rag.drafts import draft_of_text
from rag.errors import UsageError
from support import hostile_text

if TYPE_CHECKING:
    from rag.drafts.draft import Draft


def texts(draft: Draft, found: tuple[Quotation, ...]) -> list[str]:
    return [draft.seen.text[q.start : q.end] for q in found]


def quoted(text: str, name: str = "draft.txt") -> list[str]:
    draft = draft_of_text(text, name)
    return texts(draft, quotations(draft).quotations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “the sea was calm that day” at noon.", ["the sea was calm that day"]),
        ('She said "the sea was calm that day" at noon.', ["the sea was calm that day"]),
        ("She said ‘the sea wasn’t calm that day’ at noon.", ["the sea wasn’t calm that day"]),
        ("She said 'the sea wasn't calm that day' at noon.", ["the sea wasn't calm that day"]),
        ("Sie sagte „das Meer war sehr ruhig“ und ging.", ["das Meer war sehr ruhig"]),
        ("Sie sagte ‚das Meer war sehr ruhig‘ und ging.", ["das Meer war sehr ruhig"]),
        ("Sie sagte »das Meer war sehr ruhig« und ging.", ["das Meer war sehr ruhig"]),
        ("Elle dit « la mer était très calme » à midi.", ["la mer était très calme"]),
        ("Elle dit «la mer était très calme» à midi.", ["la mer était très calme"]),
        ("Hon sade ”havet var lugnt den dagen” och gick.", ["havet var lugnt den dagen"]),
        ("Ona rzekła „morze było bardzo spokojne” i poszła.", ["morze było bardzo spokojne"]),
        ("她说「那天的大海非常平静」然后走了。", ["那天的大海非常平静"]),
        ("彼女は『その日の海はとても穏やかだった』と言った。", ["その日の海はとても穏やかだった"]),
        ("She said ``the sea was calm that day'' at noon.", ["the sea was calm that day"]),
        ("It ended (“the sea was calm that day”)—so they said.", ["the sea was calm that day"]),
        ("They wrote:“the sea was calm that day”.", ["the sea was calm that day"]),
        ('Sie sagte „das Meer war sehr ruhig" und ging.', ["das Meer war sehr ruhig"]),
        ('Sie sagte „das Meer war sehr ruhig" und „das Boot fuhr sehr weit".', 2),
        ('Sie sagte „das Meer war sehr ruhig" und „das Boot fuhr sehr weit“.', 2),
        ('She said “the sea was calm that day" and "nobody sailed at all".', 2),
        ('She said "the sea was calm that day” at noon.', ["the sea was calm that day"]),
        ('She said "the sea was calm that day” and "nobody sailed at all".', 2),
        ('She said “the sea "was calm" that day” at noon.', ['the sea "was calm" that day']),
        ('She said "the sea “was calm” that day" at noon.', ["the sea “was calm” that day"]),
        ('She said “the 12" rule lay in the boat” at noon.', ['the 12" rule lay in the boat']),
        ('Er sagte „das 12" lange Rohr lag im Boot“ und ging.', ['das 12" lange Rohr lag im Boot']),
        ("“The sea was calm that day”, said one, “and nobody sailed at all”.", 2),
        ("The workers’ hall, the dogs’ bed, rock ’n’ roll, the summer of ’68, ’twas long ago.", []),
        ("A 12\" ruler, 6'2\" tall, a 40' mast and 5' 11\" of rope lay there.", []),
        ('It measured 12" and was “the longest rule in the town” then.', ["the longest rule in the town"]),
        ('They said ‘for "the poor use of the rule in’ and "went on as before then".', 2),
        ("They said ‘it was “the dogs’ own bed” all along’ and left.", 2),
        ("They wrote 'S. J. Holm was born in a small town' of him.", ["S. J. Holm was born in a small town"]),
        ("‘It wasn’t the workers’ fault at all’ they said of the dogs’ bed.", ["It wasn’t the workers’ fault at all"]),
        ("'13 people were in the small boat' she said.", ["13 people were in the small boat"]),
    ],
)
def test_quotation_marks_of_many_languages(text: str, expected: list[str] | int) -> None:
    found = quoted(text)
    assert len(found) == expected if isinstance(expected, int) else found == expected


def test_quotations_within_quotations_are_found_and_called_nested() -> None:
    draft = draft_of_text("He wrote “she told me ‘the sea was calm that day’ and left” once.", "draft.txt")
    outer, inner = quotations(draft).quotations
    assert (outer.nested, inner.nested) == (False, True)
    assert outer.start < inner.start < inner.end < outer.end


@pytest.mark.parametrize(("first", "last"), [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’")])
def test_a_quotation_runs_over_paragraphs_that_repeat_its_mark(first: str, last: str) -> None:
    text = (
        f"{first}One thing was said here.\n\n{first}Then one more of them.\n\n{first}And the last one.{last} He left."
    )
    (found,) = quoted(text)
    assert found.startswith("One thing")
    assert found.endswith("And the last one.")


def test_a_mark_that_nothing_closes_is_told_and_spoils_nothing_behind_it() -> None:
    draft = draft_of_text("It was “never closed here.\n\nThen “a sound quotation of words” came.", "draft.txt")
    found = quotations(draft)
    assert texts(draft, found.quotations) == ["a sound quotation of words"]
    assert [mark.start for mark in found.unclosed] == [7]


def test_one_to_three_words_are_no_quotation() -> None:
    draft = draft_of_text("The “so-called” Ada “of the sea” said “four words are enough”. 他说「书名」", "draft.txt")
    found = quotations(draft)
    assert texts(draft, found.quotations) == ["four words are enough"]
    assert texts(draft, found.short) == ["so-called", "of the sea", "书名"]


def test_markdown_quotes_are_read_without_their_mark_up() -> None:
    text = (
        '---\ntitle: "not this title at all"\n---\n\n# “A heading quotes four words”\n\n'
        "It says “the *old* bridge [of Orsa](http://x.y/z) was \\*closed\\*”[^1] &ldquo;and it stayed that way&rdquo;.\n\n"
        "> First line of it\n> goes on here.\n>\n> Second paragraph.\n>\n> — Ada Nilsen\n\n"
        '```\nprint("no quotation is this")\n```\n\n> [!NOTE]\n> This is no quotation either.\n\n<!-- “nor is this one here” -->\n\n'
        "[^1]: Nilsen, “a quotation in a note”, 2021.\n"
    )
    assert quoted(text, "draft.md") == [
        *("A heading quotes four words", "the old bridge of Orsa was *closed*", "and it stayed that way"),
        *("First line of it\ngoes on here.\n\nSecond paragraph.", "a quotation in a note"),
    ]
    draft = draft_of_text(text, "draft.md")
    spans = [draft.seen.written(q.start, q.end) for q in quotations(draft).quotations]
    assert text[spans[1].start : spans[1].end] == "the *old* bridge [of Orsa](http://x.y/z) was \\*closed\\*"
    assert text[spans[3].start : spans[3].end].startswith("First line of it\n> goes on here.\n>\n> Second")


def test_latex_quotes_are_read_without_their_mark_up() -> None:
    text = (
        "\\documentclass{article}\n\\newcommand{\\q}{``no quotation of words''}\n\\begin{document}\n"
        "As ``the \\emph{old} bridge --- 30\\% of it --- was \\ldots{} closed'' and \\enquote{it \\enquote{never once was} so "
        "again}.\\footnote{See \\enquote{a quotation in a note}.} % “a comment is no quotation”\n"
        'M\\"uller sagt "`das ist nicht so gut"\', \\glqq das ist sehr gut\\grqq{}, \\foreignquote{german}{das ist es nicht}.\n\n'
        "\\begin{quote}\nThe first part\nhere.\n\nSecond part.\n\\end{quote}\n"
        "\\begin{verbatim}\n``no quotation is this''\n\\end{verbatim}\n\\end{document}\n"
    )
    assert quoted(text, "draft.tex") == [
        *("the old bridge — 30% of it — was … closed", "it “never once was” so again"),
        *("das ist nicht so gut", "das ist sehr gut", "das ist es nicht"),
        *("The first part\nhere.\n\nSecond part.", "a quotation in a note"),
    ]


def test_what_a_latex_environment_is_given_is_no_part_of_the_quotation() -> None:
    environments = {
        "quote": ("", "[T]he lamp of the tower"),
        "quotation": ("\n", "[T]he lamp of the tower"),
        "quoting": ("[vskip=1em]", "the lamp of the tower"),
        "displayquote": ("[Dahl][.]", "the lamp of the tower"),
        "displaycquote": ("[p. 3]{dahl}", "the lamp of the tower"),
        "foreigndisplayquote": ("{german}", "the lamp of the tower"),
        "foreigndisplaycquote": ("{german}[p. 3]{dahl}", "the lamp of the tower"),
    }
    for name, (given_to_it, words) in environments.items():
        text = f"It is said:\n\\begin{{{name}}}{given_to_it}{words}\\end{{{name}}}\nAnd so on.\n"
        assert quoted(text, "draft.tex") == [words]
        keys = [key for mark in draft_of_text(text, "draft.tex").marks for key in mark.keys]
        assert keys == (["dahl"] if "dahl" in given_to_it else [])


@given(hostile_text, st.sampled_from(["draft.txt", "draft.md", "draft.tex"]))
def test_any_text_is_read_and_its_quotations_are_where_they_are_said_to_be(text: str, name: str) -> None:
    draft = draft_of_text(text, name)
    assert len(draft.seen.text) == len(draft.seen.starts) == len(draft.seen.ends)
    found = quotations(draft)
    for quotation in (*found.quotations, *found.short):
        assert 0 <= quotation.start < quotation.end <= len(draft.seen.text)
        span = draft.seen.written(quotation.start, quotation.end)
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("piece", ["“a b c d” ", "> a b c d\n\nNo.\n\n", " 'a", " “a", '"a" ', "“a ‘b "])
def test_more_quotations_than_can_be_checked_are_told_at_once(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.checking.quotation_marks.MOST_QUOTATIONS", 100)
    found = quotations(draft_of_text(piece * 50, "draft.md"))
    assert 40 <= len(found.quotations) + len(found.short) + len(found.unclosed) <= 100
    with pytest.raises(UsageError, match=r"The draft has [\d,]+ quotations or more; the limit is 100\. Split it"):
        quotations(draft_of_text(piece * 5_000, "draft.md"))


def test_looking_ahead_costs_the_same_at_every_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.checking.quotation_marks.MOST_QUOTATIONS", 100_000)
    looks = []

    def counted(*given: Any) -> bool:
        looks.append(given)
        return real(*given)

    real = quotation_marks._opens
    monkeypatch.setattr(quotation_marks, "_opens", counted)
    quotations(draft_of_text(" 'a" * 1000, "draft.txt"))
    assert len(looks) <= 1000 * (quotation_marks._LOOKED_AHEAD + 1)
