"""Conversations that are kept: whole, apart for each visitor, over restarts and where nothing can be written."""

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_answers import answers
from rag.errors import UsageError
from support import hostile_text
from ui.asking.kept import Conversation, KeptConversations, Turn, new_conversation, shortened

turns = st.builds(Turn, hostile_text, st.none() | answers(), st.none() | hostile_text, st.booleans())


@given(st.lists(turns, max_size=3), hostile_text)
def test_what_was_kept_is_read_back_by_a_new_server(tmp_path_factory, asked, title):
    folder = tmp_path_factory.mktemp("kept")
    conversation = replace(new_conversation(), title=shortened(title), turns=tuple(asked))
    KeptConversations(folder).keep("ada", conversation)
    again = KeptConversations(folder)
    assert again.get("ada", conversation.id) == conversation
    assert [(h.id, h.title) for h in again.headings("ada")] == [(conversation.id, conversation.name())]


@pytest.fixture
def kept(tmp_path):
    return KeptConversations(tmp_path / "conversations")


def begun(kept, visitor, *questions):
    conversation = replace(new_conversation(), turns=tuple(map(Turn, questions)))
    kept.keep(visitor, conversation)
    return conversation


def test_nobody_sees_anothers(kept):
    conversation = begun(kept, "ada", "Who?")
    assert kept.headings("bob") == []
    with pytest.raises(UsageError):
        kept.get("bob", conversation.id)
    kept.delete("bob", conversation.id)
    assert kept.get("ada", conversation.id) == conversation


@pytest.mark.parametrize("name", ["", "../../etc", "a" * 16 + "/", "A" * 16, "\0" * 16, "0" * 15])
def test_a_name_that_is_no_id_reaches_no_file(kept, name):
    for does in (kept.get, kept.delete):
        with pytest.raises(UsageError):
            does("ada", name)


def test_renamed_and_deleted(kept):
    first, second = begun(kept, "ada", "Who?"), begun(kept, "ada", "When?")
    kept.rename("ada", first.id, "  The\nkeepers ")
    assert {h.title for h in kept.headings("ada")} == {"The keepers", "When?"}
    kept.rename("ada", first.id, "")
    assert kept.get("ada", first.id).name() == "Who?"
    kept.delete("ada", second.id)
    assert [h.id for h in kept.headings("ada")] == [first.id]
    with pytest.raises(UsageError, match="no longer there"):
        kept.get("ada", second.id)


def test_the_one_changed_last_stands_first(kept, tmp_path):
    first, second = begun(kept, "ada", "Who?"), begun(kept, "ada", "When?")
    for age, conversation in ((20, first), (10, second)):
        [path] = tmp_path.rglob(f"{conversation.id}.jsonl")
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    assert [h.id for h in kept.headings("ada")] == [second.id, first.id]
    kept.keep("ada", replace(first, turns=(*first.turns, Turn("And then?"))))
    assert [h.id for h in kept.headings("ada")] == [first.id, second.id]


def test_what_another_process_wrote_is_seen(kept, tmp_path):
    conversation = begun(kept, "ada", "Who?")
    longer = replace(conversation, turns=(*conversation.turns, Turn("When?")))
    KeptConversations(tmp_path / "conversations").keep("ada", longer)
    assert kept.get("ada", conversation.id) == longer


def test_a_damaged_file_is_told_and_hides_no_other(kept, tmp_path):
    sound, damaged = begun(kept, "ada", "Who?"), begun(kept, "ada", "When?")
    [path] = tmp_path.rglob(f"{damaged.id}.jsonl")
    path.write_text("{", encoding="utf-8")
    assert [h.id for h in kept.headings("ada")] == [sound.id]
    with pytest.raises(UsageError, match="cannot be read"):
        kept.get("ada", damaged.id)


def test_where_nothing_can_be_written_they_are_held_and_it_says_so(tmp_path):
    (tmp_path / "conversations").write_text("in the way", encoding="utf-8")
    kept = KeptConversations(tmp_path / "conversations")
    conversation = begun(kept, "ada", "Who?")
    assert kept.problem is not None
    assert kept.get("ada", conversation.id) == conversation
    assert [h.id for h in kept.headings("ada")] == [conversation.id]
    kept.delete("ada", conversation.id)
    assert kept.headings("ada") == []


def test_editing_puts_a_turn_in_place_of_another():
    conversation = Conversation(turns=(Turn("a"), Turn("b"), Turn("c")))
    assert [t.question for t in conversation.with_turn(1, Turn("x"), 2).turns] == ["a", "x", "c"]
    assert [t.question for t in conversation.with_turn(3, Turn("x"), 3).turns] == ["a", "b", "c", "x"]
    assert conversation.earlier(2) == ["a", "b"]
