import re

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from support import hostile_text
from ui.visitors import kept_token, visitor, visitor_folder

_NO_TOKEN = st.none() | st.integers() | st.lists(st.text(max_size=3)) | hostile_text


def test_a_new_browser_gets_a_token_of_its_own_and_keeps_it():
    one, other = kept_token(""), kept_token(None)
    assert one != other
    assert kept_token(one) == one
    assert visitor(None, one) == visitor(gr.Request(), one) == one


@given(_NO_TOKEN)
def test_what_is_no_token_is_nobody_and_is_replaced(sent):
    assert kept_token(sent) != sent
    with pytest.raises(UsageError, match="Load it again"):
        visitor(None, sent)


@given(hostile_text.filter(bool), _NO_TOKEN)
def test_who_is_logged_in_is_known_by_name_whatever_the_browser_sends(username, sent):
    owner = visitor(gr.Request(username=username), sent)
    assert owner == visitor(gr.Request(username=username), kept_token(""))
    assert owner != username
    with pytest.raises(UsageError):
        visitor(None, owner)


@given(hostile_text, hostile_text)
def test_a_folder_has_a_plain_name_that_is_one_visitors(one, other):
    assert re.fullmatch("[0-9a-f]{32}", visitor_folder(one))
    assert (visitor_folder(one) == visitor_folder(other)) == (one == other)
