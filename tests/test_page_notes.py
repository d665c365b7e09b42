"""Drafts in HTML: each mark that is seen has its own note, whatever is hidden, and elements that are seen in part do no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.drafts import Draft, read_draft_bytes
from rag.readers import read_document

HIDDEN = [
    "<span hidden>{}</span>",
    "<span style='display: none'>{}</span>",
    "<span aria-hidden='true'>{}</span>",
    "<noscript>{}</noscript>",
    "<template>{}</template>",
]
NOTES = [
    "<li id='n{0}'>Nilsen the {0}th, of 1{0}. <a href='#r{0}'>↩</a></li>",
    "<p><a id='n{0}' href='#r{0}'>{0}</a> Nilsen the {0}th, of 1{0}.</p>",
    "<p><a name='n{0}'></a>Nilsen the {0}th, of 1{0}.</p>",
    "<a id='n{0}'>{0}</a> Nilsen the {0}th, of 1{0}.<br>",
]


def read(body: str) -> Draft:
    data = f"<html><head><title>T</title></head><body><article>{body}</article></body></html>".encode()
    draft = read_draft_bytes(data, "a.html")
    assert draft.text == read_document(data, "a.html").text
    return draft


def notes_of(draft: Draft) -> list[tuple[str, str]]:
    return [(draft.seen.text[: mark.at].split()[-1], mark.text) for mark in draft.marks]


@given(st.lists(st.sampled_from(["{}", "{}", *HIDDEN]), min_size=1, max_size=6), st.sampled_from(NOTES))
def test_each_mark_that_is_seen_has_its_own_note(frames: list[str], note: str) -> None:
    links = [frame.format(f"<a id='r{n}' href='#n{n}'><sup>{n}</sup></a>") for n, frame in enumerate(frames)]
    body = " ".join(f"word{n}{link}" for n, link in enumerate(links))
    listed = "".join(note.format(n) for n in range(len(frames)))
    found = notes_of(read(f"<p>It was said of them all: {body} and no more of it.</p><div>{listed}</div>"))
    shown = [n for n, frame in enumerate(frames) if frame == "{}"]
    assert [word for word, _ in found] == [f"word{n}" for n in shown]
    for n, (_, text) in zip(shown, found, strict=True):
        assert f"Nilsen the {n}th, of 1{n}." in text
        assert text.count("Nilsen") == 1


@pytest.mark.parametrize(
    "mark",
    [
        "<sup><a href='#n{0}'>{0}</a></sup>",
        "<a role='doc-noteref' href='#n{0}'><sup>{0}</sup></a>",
        " <sup class='reference'>[<a href='#n{0}'>{0}</a>]</sup>",
    ],
)
def test_marks_that_are_no_text_keep_their_places_and_notes(mark: str) -> None:
    first, second = mark.format(1), mark.format(2)
    body = f"<p><q>The mill stood still.{first}</q> So it{second} was.</p><ol>{NOTES[0].format(1)}{NOTES[0].format(2)}</ol>"
    draft = read(body)
    assert draft.seen.text.startswith("“The mill stood still.” So it was.")
    assert [word for word, _ in notes_of(draft)] == ["still.”", "it"]
    assert [text.split()[2] for _, text in notes_of(draft)] == ["1th,", "2th,"]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("tag", ["q", "blockquote", "a href='#n1'"])
@pytest.mark.parametrize("places", ["hw", "wh", "hwh", "h"])
def test_what_is_hidden_within_an_element_does_no_harm(hidden: str, tag: str, places: str) -> None:
    inner = "".join(hidden.format("never seen") if place == "h" else "<b>the mill</b>" for place in places)
    name = tag.split(maxsplit=1)[0]
    draft = read(f"<p>It stood still.</p><{tag}>{inner}</{name}><p>So it ends.</p><p id='n1'>Nilsen, The mill, 1</p>")
    assert "never" not in draft.seen.text
    shown = [draft.seen.text[block.start : block.end] for block in draft.blocks if block.kind == "quotation"]
    assert shown == (["the mill"] if name == "blockquote" and "w" in places else [])
    assert ("“the mill”" in draft.seen.text) == (name == "q" and "w" in places)


def test_an_address_is_read_as_browsers_read_it() -> None:
    body = "<p>It was so<a href='#n%C3%A9'>1</a> they said.</p><p id='né'>Nilsen, The mill, 1</p>"
    assert [mark.text for mark in read(body).marks] == ["Nilsen, The mill, 1"]
