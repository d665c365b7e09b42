import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corrections import Correction
from rag.upkeep.removing import Removed
from rag.values import SyncReport, Unread
from shown_html import as_named, as_shown, read_back
from support import hostile_text
from ui.articles.rows import COLUMNS, Row, View, found, in_order, read_rows
from ui.articles.table import FIELDS, correction_html, in_one_line, removed_html, table_html
from ui.forms.uploads import sent_file
from ui.upkeep import bringing_up_to_date, outcome_html, stale_html

_TEXT = hostile_text | st.sampled_from(["<script>alert(1)</script>", '" onclick="x', "<img src=x onerror=alert(1)>"])
_KNOWN_TAGS = {*("p", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "button", "span", "bdi", "a")} | {
    *("dialog", "form", "h2", "label", "input", "details", "summary", "ul", "li")
}
_KNOWN_ATTRIBUTES = {*("class", "role", "aria-label", "aria-hidden", "aria-sort", "aria-labelledby", "tabindex")} | {
    *("aria-describedby", "scope", "type", "href", "target", "title", "id", "name", "value", "dir", "autocomplete"),
    *("data-act", "data-source", "data-column", "data-was", "data-form", "data-key"),
}
rows = st.builds(
    Row,
    _TEXT,
    _TEXT,
    st.none() | _TEXT,
    st.none() | _TEXT,
    st.none() | _TEXT | st.sampled_from(["2021", "2021-05", "2021-05-03"]),
    st.none() | st.integers(0, 10**6),
    st.booleans(),
)
tables = st.lists(rows, max_size=6, unique_by=lambda row: row.source)
views = st.builds(View, st.sampled_from(COLUMNS), st.booleans(), st.integers(1, 6))


def checked(shown):
    """The text and the elements of HTML in which there is nothing but what these pages are made of."""
    text, elements = read_back(shown)
    for element in elements:
        assert element.tag in _KNOWN_TAGS
        assert element.attributes.keys() <= _KNOWN_ATTRIBUTES
    return text, elements


@given(tables, views)
def test_all_that_files_say_is_shown_as_text(table, view):
    text, elements = checked(table_html(table, view, len(table)))
    shown = in_order(table, view)[: view.most]
    heads = [element for element in elements if element.attributes.get("scope") == "row"]
    assert len(heads) == len(shown)
    for row, head in zip(shown, heads, strict=True):
        assert head.text == as_named((row.title or row.source) + row.source)
        assert as_named(row.state) in text
    for button in (element for element in elements if "data-source" in element.attributes):
        assert button.attributes["data-source"] in {as_shown(row.source) for row in shown}
    assert all(one.attributes["href"].startswith("./?source=") for one in elements if one.tag == "a")


@given(tables, views)
def test_sorting_keeps_every_row_and_puts_what_is_unknown_last(table, view):
    ordered = in_order(table, view)
    assert sorted(row.source for row in ordered) == sorted(row.source for row in table)
    if view.column == "words":
        known = [row.words for row in ordered if row.words is not None]
        assert known == sorted(known, reverse=view.descending)
        assert all(row.words is None for row in ordered[len(known) :])
    if view.column == "author":
        known = [row.author.casefold() for row in ordered if row.author]
        assert known == sorted(known, reverse=view.descending)
        assert not any(row.author for row in ordered[len(known) :])


@given(tables, _TEXT)
def test_what_a_search_leaves_out_does_not_hold_its_words(table, words):
    kept = found(table, words)
    assert [row for row in table if row in kept] == list(kept)
    for row in table:
        holds = "\n".join(filter(None, (row.title, row.author, row.source, row.published, row.date()))).casefold()
        assert (row in kept) == all(word in holds for word in words.casefold().split())


def test_a_column_sorts_up_then_down():
    view = View()
    assert view.sorted_by("title").descending
    assert view.sorted_by("date") == View("date", False, view.most)
    assert view.sorted_by("date").sorted_by("date") == View("date", True, view.most)
    assert view.sorted_by("no column") == view


def test_a_long_table_is_shown_in_parts():
    table = [Row(f"{number:03}.txt", "new") for number in range(30)]
    text, elements = checked(table_html(table, View(most=20), 30))
    assert sum(element.attributes.get("scope") == "row" for element in elements) == 20
    assert "(10 left)" in text


@given(_TEXT, st.lists(_TEXT, min_size=3, max_size=3), _TEXT)
def test_the_form_gives_back_what_is_so(source, values, problem):
    now = {name: in_one_line(value) for name, value in zip(FIELDS, values, strict=True)}
    shown = correction_html(source, now, now, corrected=True, problem=problem)
    for name, value in now.items():
        assert f'name="{name}"' in shown
        assert shown.count(f'"{html.escape(as_shown(value))}"') >= 2
    text, elements = checked(_without_inputs(shown))
    assert as_shown(problem) in text
    assert next(one for one in elements if one.tag == "form").attributes["data-source"] == as_shown(source)


def _without_inputs(shown):
    """Inputs have no end tag, and what stands in their attributes has no bracket."""
    parts = shown.split("<input")
    assert len(parts) == len(FIELDS) + 1
    return parts[0] + "".join(part.split(">", 1)[1] for part in parts[1:])


@given(_TEXT, _TEXT, _TEXT)
def test_what_came_of_it_is_shown_as_text(source, reason, note):
    report = SyncReport(added=(source,), unread=(Unread(source, reason),), notes=(note,))
    text, _ = checked(outcome_html(report))
    for part in (as_named(source), as_shown(reason), as_shown(note)):
        assert part in text
    text, elements = checked(removed_html([Removed(source, source, "2024-02-03T04:05:06+00:00", 10)]))
    assert as_named(source) in text
    assert "3 February 2024" in text
    assert next(one for one in elements if one.tag == "button").attributes["data-key"] == as_shown(source)


def test_the_states_of_files(articles, open_library):
    library = open_library(articles)
    (articles / "broken.pdf").write_bytes(b"no pages")
    library.sync()
    library.correct("bridge.txt", Correction(author="Astrid Moe"))
    (articles / "strike.txt").write_text("Other words.\n\nThey stand here now.\n", "utf-8")
    (articles / "sub" / "ferry.md").unlink()
    (articles / "late.txt").write_text("A late one.\n\nIt came by the last boat.\n", "utf-8")
    states = {row.source: row.state for row in read_rows(library)}
    assert states.pop("broken.pdf").startswith("not readable: is not a PDF")
    assert states == {
        "bridge.txt": "corrected",
        "strike.txt": "changed on disk",
        "sub/ferry.md": "gone",
        "late.txt": "new",
    }
    assert "3 files changed on disk" in stale_html(library)
    *steps, outcome = bringing_up_to_date(library)
    assert all("<progress" in step for step in steps)
    assert "progress" not in outcome
    assert stale_html(library) == ""
    assert {row.state for row in read_rows(library) if row.is_indexed} == {"corrected", ""}


def test_what_is_no_file_cannot_be_removed(articles, open_library):
    (articles / "empty.txt").write_bytes(b"")
    (articles / "lost.txt").symlink_to(articles / "nowhere.txt")
    library = open_library(articles)
    library.sync()
    rows = {row.source: row for row in read_rows(library)}
    assert (rows["empty.txt"].is_file, rows["lost.txt"].is_file) == (True, False)
    assert "broken link" in rows["lost.txt"].state


def test_what_bringing_up_to_date_raises_becomes_words(tmp_path, open_library):
    library = open_library(tmp_path / "nowhere")
    assert stale_html(library) == ""
    *_, outcome = bringing_up_to_date(library)
    assert "does not exist" in outcome


@pytest.mark.parametrize("outside", ["../secret.txt", "", "\0", None, 3, "gone.txt"])
def test_a_page_cannot_have_other_files_of_the_machine_added(tmp_path, outside):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret.", "utf-8")
    sent = {"path": str(scratch / outside) if isinstance(outside, str) else outside, "orig_name": "a.txt"}
    with pytest.raises(Exception, match="did not arrive"), sent_file(sent, scratch):
        pass
    assert secret.exists()


def test_an_uploaded_file_is_deleted_whatever_comes_of_it(tmp_path):
    path = tmp_path / "sent" / "a.txt"
    path.parent.mkdir()
    path.write_text("Words.", "utf-8")
    with suppress(KeyError), sent_file({"path": str(path), "orig_name": "b/own.txt"}, tmp_path) as (file, name):
        assert (file.read_text("utf-8"), name) == ("Words.", "own.txt")
        raise KeyError
    assert not path.exists()
