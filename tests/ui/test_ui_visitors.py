"""Who is asking: known by a login, else by a cookie that only the server reads; nobody passes for another."""

import re
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.library import Library
from support import ARTICLES, hostile_text, write_articles
from ui.visitors import visitor, visitor_folder


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, ARTICLES)
    with Library.open(folder, embedder=HashEmbedder()) as library:
        yield library


def asking(token=None, username=None):
    return SimpleNamespace(username=username, cookies={} if token is None else {"rag-visitor": token})


def test_a_new_browser_gets_a_token_that_no_script_can_read_and_keeps_it(address):
    with httpx.Client(trust_env=False) as one, httpx.Client(trust_env=False) as other:
        first = one.get(address)
        assert {"HttpOnly", "SameSite=Lax"} <= set(first.headers["set-cookie"].split("; "))
        assert "set-cookie" not in one.get(address).headers
        assert "set-cookie" not in one.get(f"{address}theme.css").headers
        other.get(address)
        owners = [visitor(asking(client.cookies["rag-visitor"])) for client in (one, other)]
    assert owners[0] != owners[1]


@given(st.none() | hostile_text)
def test_what_is_no_token_is_nobody(sent):
    with pytest.raises(UsageError, match="Load it again"):
        visitor(asking(sent))


@given(hostile_text.filter(bool), st.none() | hostile_text)
def test_who_is_logged_in_is_known_by_name_whatever_the_browser_sends(username, sent):
    owner = visitor(asking(sent, username))
    assert owner == visitor(asking(username=username))
    with pytest.raises(UsageError):
        visitor(asking(owner))


@given(hostile_text, hostile_text)
def test_a_folder_has_a_plain_name_that_is_one_visitors(one, other):
    assert re.fullmatch("[0-9a-f]{32}", visitor_folder(one))
    assert (visitor_folder(one) == visitor_folder(other)) == (one == other)
