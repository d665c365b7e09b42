"""What the page for asking does with questions: in what order, and what of it is kept."""

import threading

import pytest

from rag.embedding import HashEmbedder
from rag.library import Library
from support import ARTICLES, write_articles
from ui.asking.chat import Chat, Visit, _Asking

COST = "What did the county pay for the vessel?"
CLOSED = "When was the old bridge at Orsa closed to traffic?"
NO_FILTER = (None, None, "", "")


@pytest.fixture
def chat(tmp_path):
    write_articles(tmp_path, ARTICLES)
    with Library.open(tmp_path, embedder=HashEmbedder()) as library:
        yield Chat(library)


def ask(chat, visit, question, editing=""):
    return list(chat.ask(visit, question, editing, NO_FILTER))[-1]


def questions(chat, visit):
    return [turn.question for turn in chat.conversation(visit).turns]


@pytest.fixture
def visit(chat):
    return Visit("ada", chat.open(Visit("ada")).current)


def test_a_question_asked_while_another_is_sought_is_kept_after_it(chat, visit):
    first, second = chat.ask(visit, COST, "", NO_FILTER), chat.ask(visit, CLOSED, "", NO_FILTER)
    next(first)
    next(second)
    list(first)
    list(second)
    assert questions(chat, visit) == [COST, CLOSED]
    assert all(turn.answer for turn in chat.conversation(visit).turns)


def test_what_is_stopped_is_not_kept_and_is_in_the_box_again(chat, visit):
    ask(chat, visit, COST)
    asking = chat.ask(visit, CLOSED, "", NO_FILTER)
    sought = next(asking).sought
    assert chat.stopped(visit, sought).question == CLOSED
    assert list(asking) == []
    assert questions(chat, visit) == [COST]
    ask(chat, visit, CLOSED)
    assert questions(chat, visit) == [COST, CLOSED]


def test_what_a_page_says_is_stopped_is_not_kept_in_mind_unless_it_is_sought(chat, visit):
    for sought in ("x " * 9, "", "0123"):
        chat.stopped(visit, sought)
    asking = chat.ask(visit, CLOSED, "", NO_FILTER)
    chat.stopped(visit, next(asking).sought)
    list(asking)
    assert chat._stopped == chat._sought == set()


def test_a_conversation_deleted_while_its_answer_is_sought_holds_that_alone(chat, visit):
    ask(chat, visit, COST)
    asking = chat.ask(visit, CLOSED, "", NO_FILTER)
    next(asking)
    chat.delete(Visit("ada"), visit.current)
    list(asking)
    assert questions(chat, visit) == [CLOSED]


def test_a_title_given_while_an_answer_is_kept_stays(chat, visit, monkeypatch):
    ask(chat, visit, COST)
    put = _Asking.put

    def renamed_meanwhile(asking):
        renaming = threading.Thread(target=chat.rename, args=(visit, visit.current, "Bridges"))
        renaming.start()
        renaming.join(0.2)
        later.append(renaming)
        return put(asking)

    later = []
    asking = chat.ask(visit, CLOSED, "", NO_FILTER)
    next(asking)
    monkeypatch.setattr("ui.asking.chat._Asking.put", renamed_meanwhile)
    list(asking)
    for renaming in later:
        renaming.join()
    assert chat.conversation(visit).title == "Bridges"
    assert questions(chat, visit) == [COST, CLOSED]


def test_editing_a_question_takes_what_followed_it_away(chat, visit):
    for question in (COST, CLOSED, COST):
        ask(chat, visit, question)
    ask(chat, visit, CLOSED, editing="1")
    assert questions(chat, visit) == [COST, CLOSED]


@pytest.mark.parametrize("editing", ["", None, "x", "99"])
def test_what_edits_no_question_asks_a_new_one(chat, visit, editing):
    ask(chat, visit, COST)
    ask(chat, visit, CLOSED, editing)
    assert questions(chat, visit) == [COST, CLOSED]


def test_a_conversation_deleted_in_another_tab_begins_anew_and_says_so(chat, visit):
    ask(chat, visit, COST)
    chat.delete(Visit("ada"), visit.current)
    assert "was deleted" in chat.edit(visit, 0).notice
    (again,) = chat.again(visit, 0, as_written=False, filtering=NO_FILTER)
    assert "was deleted" in again.notice
    first, *_ = chat.ask(visit, CLOSED, "", NO_FILTER)
    assert "was deleted" in first.notice
    assert questions(chat, visit) == [CLOSED]
    assert next(chat.ask(visit, COST, "", NO_FILTER)).notice == ""
    assert "was deleted" not in str(chat.delete(visit, visit.current).notice)


def test_a_filter_that_cannot_be_used_asks_nothing(chat, visit):
    (shown,) = chat.ask(visit, COST, "", (None, None, "soon", ""))
    assert shown.chosen.problem
    assert questions(chat, visit) == []


def test_asked_as_written_a_follow_up_is_read_by_itself(chat, visit):
    ask(chat, visit, COST)
    ask(chat, visit, "And when was that?")
    assert chat.turn(visit, 1).answer.read_with == COST
    list(chat.again(visit, 1, as_written=True, filtering=NO_FILTER))
    assert chat.turn(visit, 1).answer.read_with is None
    assert questions(chat, visit) == [COST, "And when was that?"]


def test_what_another_tab_asked_meanwhile_is_kept(chat, visit):
    for question in (COST, CLOSED):
        ask(chat, visit, question)
    again = chat.again(visit, 0, as_written=False, filtering=NO_FILTER)
    next(again)
    ask(chat, visit, "Who paid?")
    list(again)
    assert questions(chat, visit) == [COST, CLOSED, "Who paid?"]
    editing = chat.ask(visit, "What did it cost?", "0", NO_FILTER)
    next(editing)
    ask(chat, visit, "Who sailed?")
    list(editing)
    assert questions(chat, visit) == ["What did it cost?", "Who sailed?"]
