"""Conversations in the chat: kept, listed, left, and come back to."""

import pytest

from browsing import ask
from rag.embedding import HashEmbedder
from rag.library import Library
from support import ARTICLES, served, write_articles

pytestmark = pytest.mark.browser

_FERRY = "How many passengers does the electric ferry carry between Holm and Vik?"
_CLOSED = "When was the old bridge at Orsa closed to traffic?"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("Orsa papers")
    write_articles(folder, ARTICLES)
    with Library.open(folder, embedder=HashEmbedder()) as library:
        yield library


def test_a_conversation_outlives_a_reload_and_the_server(open_page, library):
    page = open_page()
    ask(page, _FERRY)
    ask(page, _CLOSED)
    page.wait_for_url("**/?conversation=*")
    page.reload()
    page.locator(".turn").nth(1).wait_for()
    assert page.locator(".question").all_inner_texts() == [_FERRY, _CLOSED]
    place = page.url.split("/?")[1]
    with served(library) as other:  # another server over the same library; a cookie is sent to all ports
        again = page.context.new_page()
        again.goto(f"{other}?{place}")
        again.locator(".turn").nth(1).wait_for()
        assert again.locator(".question").all_inner_texts() == [_FERRY, _CLOSED]


def test_nobody_opens_anothers_conversation_by_its_address(open_page):
    one = open_page()
    ask(one, _FERRY)
    one.wait_for_url("**/?conversation=*")
    other = open_page(path="?" + one.url.split("?")[1])
    other.locator(".welcome").wait_for()
    assert other.locator(".turn").count() == 0
    assert other.locator(".shelf li").count() == 0


def test_conversations_are_listed_renamed_and_deleted(open_page):
    page = open_page(width=1400)
    ask(page, _FERRY)
    page.get_by_role("button", name="New conversation").click()
    page.locator(".turn").wait_for(state="detached")
    ask(page, _CLOSED)
    rows = page.locator(".shelf li")
    page.wait_for_function("document.querySelectorAll('.shelf li').length == 2")
    page.get_by_role("button", name=f"Rename: {_FERRY}").click()
    page.keyboard.type("<b>The</b> votes")
    page.keyboard.press("Enter")
    rows.filter(has_text="<b>The</b> votes").wait_for()
    rows.filter(has_text="<b>The</b> votes").locator(".open").click()
    page.locator(".question", has_text=_FERRY).wait_for()
    page.get_by_role("button", name=f"Delete: {_CLOSED}").click()
    assert rows.count() == 2
    page.get_by_role("button", name=f"Really delete: {_CLOSED}").click()
    page.wait_for_function("document.querySelectorAll('.shelf li').length == 1")
    assert page.locator(".question").inner_text() == _FERRY


def test_back_goes_to_the_conversation_before(open_page):
    page = open_page(width=1400)
    ask(page, _FERRY)
    page.get_by_role("button", name="New conversation").click()
    page.locator(".welcome").wait_for()
    ask(page, _CLOSED)
    page.wait_for_url("**/?conversation=*")
    page.go_back()
    page.locator(".question", has_text=_FERRY).wait_for()
    assert page.locator(".turn").count() == 1
    page.go_forward()
    page.locator(".question", has_text=_CLOSED).wait_for()


def test_the_focus_goes_on_from_what_has_gone(open_page):
    page = open_page(width=1400)
    turn = ask(page, _FERRY)
    focused = "['ariaLabel', 'placeholder', 'innerText'].map(name => document.activeElement[name] || '').join('')"

    def press(button, wanted, key="Enter"):
        button.evaluate("button => button.dataset.old = 'yes'")
        button.press(key)
        page.wait_for_function(
            f"wanted => !document.activeElement.dataset.old && ({focused}).startsWith(wanted)", arg=wanted
        )

    for key in ("Enter", "Escape"):
        turn.get_by_role("button", name="Copy citation 1").press("Enter")
        page.locator(".close-told").focus()
        press(page.locator(".close-told"), "Copy citation 1", key)
        page.locator(".told").wait_for(state="detached")
    press(turn.get_by_role("button", name="Ask again"), "Ask again: question 1")
    for key in ("Enter", "Escape"):
        press(turn.get_by_role("button", name="Edit question"), "Your question")
        leave = page.get_by_role("button", name="Leave it as it is")
        press(leave, "Your question", key)
        leave.wait_for(state="detached")
    page.get_by_role("button", name="Rename: ").press("Enter")
    page.get_by_label("New name").fill("Votes")
    press(page.get_by_label("New name"), "Rename: Votes")
    page.get_by_role("button", name="Delete: ").press("Enter")
    press(page.get_by_role("button", name="Really delete: "), "New conversation")


def test_the_conversations_unfold_beside_the_text_and_escape_folds_them_away(open_page):
    page = open_page(width=900)
    fold = page.get_by_role("button", name="Conversations", exact=True)
    head, conversation = fold.bounding_box(), page.locator("#conversation").bounding_box()
    assert head["y"] + head["height"] <= conversation["y"]  # over no text of it
    fold.click()
    page.get_by_role("button", name="New conversation").press("Escape")
    page.get_by_role("button", name="New conversation").wait_for(state="hidden")
    page.wait_for_function(
        "fold => fold === document.activeElement && fold.ariaExpanded === 'false'", arg=fold.element_handle()
    )
