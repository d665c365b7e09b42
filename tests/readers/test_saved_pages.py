"""Pages that a browser saved as one file, and what a saved page tells of where it is from."""

import pytest

from rag.errors import UnreadableFile
from rag.readers import read_document

from .samples import BRIDGE, RIVER, mhtml_bytes, webarchive_bytes

ADDRESS = "https://news.example/floods/nine-days"
PAGE = f"<html><head><title>Nine days of rain</title></head><body><article><h1>Nine days</h1><p>{RIVER}</p></article>"
NOTE = "The café’s cellar was dry again by May."
MADE = {"a.mhtml": mhtml_bytes, "a.webarchive": webarchive_bytes}


@pytest.mark.parametrize("name", MADE)
def test_a_saved_page_is_read_as_the_page_is(name: str):
    of_page = read_document(f"{PAGE}<p>{NOTE}</p>".encode(), "a.html")
    saved = read_document(MADE[name](f"{PAGE}<p>{NOTE}</p>", address=ADDRESS), name)
    assert (saved.text, saved.title, saved.paragraphs) == (of_page.text, of_page.title, of_page.paragraphs)
    assert saved.imprint.url == ADDRESS


@pytest.mark.parametrize("name", MADE)
def test_the_page_s_own_address_goes_first(name: str):
    page = PAGE.replace("</head>", '<link rel="canonical" href="https://news.example/nine"></head>')
    assert read_document(MADE[name](page, address=ADDRESS), name).imprint.url == "https://news.example/nine"


def test_what_is_no_address_of_the_web_is_none():
    assert read_document(mhtml_bytes(PAGE, address="file:///home/page.html"), "a.mhtml").imprint.url is None


def test_the_encoding_that_is_named_beside_the_page_is_believed():
    greek = "Το ποτάμι ανέβαινε εννέα ημέρες."
    # The page's own word is that of the server's file, which the browser may have recoded.
    page = f"<meta charset=iso-8859-1><p>{greek}</p>"
    assert read_document(mhtml_bytes(page, charset="iso-8859-7"), "a.mht").text == greek
    assert read_document(webarchive_bytes(page, "iso-8859-7"), "a.webarchive").text == greek


def test_pages_in_frames_are_left_out():
    saved = mhtml_bytes(PAGE, "<p>Buy a boat.</p>", "<p>Buy two.</p>", address=ADDRESS)
    assert "Buy" not in read_document(saved, "a.mhtml").text


def test_of_several_pages_the_one_that_the_archive_names_is_read():
    saved = mhtml_bytes("<p>Buy a boat.</p>", PAGE)
    named = saved.replace(b"multipart/related;", b'multipart/related; start="<frame-1@mhtml>";', 1)
    assert read_document(named, "a.mhtml").title == "Nine days"
    located = saved.replace(b"Snapshot-Content-Location:", b"Snapshot-Content-Location: https://ads.example/1", 1)
    assert read_document(located, "a.mhtml").title == "Nine days"


@pytest.mark.parametrize("attribute", ['shadowmode="open"', "shadowrootmode=open"])
def test_what_a_component_shows_is_read_and_other_templates_are_not(attribute: str):
    page = f"{PAGE}<x-box><template {attribute}><p>{BRIDGE}</p></template></x-box><template><p>Row</p></template>"
    text = read_document(page.encode(), "a.html").text
    assert BRIDGE in text
    assert "Row" not in text


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- saved from url=(0037){ADDRESS} -->",
        f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Sun Mar 03 2024\n-->",
    ],
)
def test_a_page_that_was_saved_as_html_tells_where_it_is_from(comment: str):
    assert read_document(f"<!DOCTYPE html>\n{comment}\n{PAGE}".encode(), "a.html").imprint.url == ADDRESS
    assert read_document(f"<!DOCTYPE html>{PAGE}<!-- see {ADDRESS} -->".encode(), "a.html").imprint.url is None


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.mhtml", RIVER.encode(), "no HTML is in it"),
        ("a.mht", PAGE.encode(), "no HTML is in it"),
        ("a.webarchive", RIVER.encode(), "not a saved page"),
        ("a.webarchive", b"bplist00" + b"\xff" * 40, "not a saved page"),
        ("a.webarchive", webarchive_bytes(RIVER, kind="application/pdf"), "holds no page, but 'application/pdf'"),
        ("a.webarchive", b'<plist version="1.0"><array/></plist>', "a property list"),
        ("a.mhtml", mhtml_bytes("<p> </p>"), "has no text"),
    ],
)
def test_what_is_no_saved_page_is_refused_with_the_reason(name: str, data: bytes, reason: str):
    with pytest.raises(UnreadableFile, match=reason):
        read_document(data, name)
