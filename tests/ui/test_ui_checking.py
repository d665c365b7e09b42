import dataclasses
import io
import json
from base64 import b64decode
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draft_files import word_draft
from rag.checking.page import check_page
from rag.checking.report_json import check_to_json
from rag.checking.values import VERDICTS
from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.library import Library
from rag.settings import Settings
from shown_html import as_named, as_shown, read_back
from support import ARTICLES, hostile_text, write_articles
from ui.checking.page import Checked, Desk, save_json, save_page, save_word
from ui.checking.report import report_html, told_html
from ui.forms.uploads import Upload, take_in
from ui.links import article_address, article_link

_DRAFT = (
    "Nilsen says “Repairs cost 4.2 million crowns.” and “the ‘electric’ ferry carries 120 passengers” and “Dockers in Vik "
    "went back to work on Friday after nine days.” (strike.txt) and “It makes the crossing in 18 minutes” (strike.txt) and "
    "“Whales were never seen from the tower of the old castle.” and “so-called” and “left open.\n"
)
_TAGS = {*("div", "section", "article", "h2", "h3", "h4", "p", "ul", "li", "a", "span", "mark", "bdi", "button")} | {
    *("blockquote", "del", "ins", "table", "caption", "thead", "tbody", "tr", "th", "td")
}
_ATTRIBUTES = {*("class", "id", "href", "target", "title", "dir", "aria-label", "hidden", "type", "scope")}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, ARTICLES)
    with Library.open(folder, Settings(max_file_mb=1), HashEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(library):
    return Desk(library)


def checked(desk, text, upload=None, suggest=False):
    """What the page shows in the end: what is told, the report, and what can be saved."""
    *_, (told, report, kept, *_) = desk.check(text, upload, suggest)
    return told, report, kept


def classes(elements, tag, name):
    return [one for one in elements if one.tag == tag and name in (one.attributes.get("class") or "").split()]


def sent(told):
    """The name and the bytes of the file that the outbox is given."""
    attributes = read_back(told)[1][0].attributes
    return attributes["data-name"], b64decode(attributes["data-bytes"])


@settings(max_examples=40)
@given(hostile_text, hostile_text, st.booleans())
def test_the_draft_is_shown_whole_and_as_text_whatever_it_holds(desk, text, name, suggest):
    data = f"{text} “Repairs cost 4.3 million crowns.” {text}".encode("utf-8", "replace")
    told, report, kept = checked(desk, "", Upload(f"draft {name.replace('/', '')}.txt", data), suggest)
    elements = read_back(report)[1]
    assert as_shown(kept.report.draft_text) in "".join(
        _without_labels(one, kept.report) for one in classes(elements, "div", "draft")
    )
    assert as_named(kept.report.draft) in read_back(told)[0]
    for element in [*elements, *read_back(told)[1]]:
        assert element.tag in _TAGS
        assert set(element.attributes) <= _ATTRIBUTES
        assert element.attributes.get("href", "#").startswith(("#", "./?"))


def _without_labels(draft, report):
    text = draft.text
    for number, quotation in enumerate(report.quotations, start=1):
        text = text.replace(f"[{number} {quotation.verdict.replace('_', ' ')}]", "", 1)
    return text


def test_each_quotation_has_its_verdict_in_words_in_the_draft_the_table_and_beside_it(desk):
    _, report, kept = checked(desk, _DRAFT)
    _, elements = read_back(report)
    for verdict in VERDICTS:
        words = {"typography": "exact but for typography", "not_found": "not found"}.get(verdict, verdict)
        [mark] = classes(elements, "mark", verdict)
        assert verdict.replace("_", " ") in mark.text
        assert [one.text for one in classes(elements, "span", verdict)] == [words, words]
    shown = [one for one in classes(elements, "div", "checked-one") if "hidden" not in one.attributes]
    assert [one.text.split(",")[0] for one in shown] == ["\n[3] altered"]
    ids = Counter(one.attributes["id"] for one in elements if "id" in one.attributes)
    assert set(ids.values()) == {1}
    for link in (one for one in elements if one.attributes.get("href", "").startswith("#")):
        assert link.attributes["href"][1:] in ids
    assert len(kept.report.quotations) == len(VERDICTS)


def test_every_place_links_to_the_words_in_the_article(desk, library):
    _, report, _ = checked(desk, _DRAFT, suggest=True)
    links = [one for one in read_back(report)[1] if one.attributes.get("href", "").startswith("./?")]
    assert len(links) >= len(VERDICTS)
    for link in links:
        query = {name: one for name, [one] in parse_qs(urlsplit(link.attributes["href"]).query).items()}
        text = library.document(query["source"]).text
        assert text[int(query["start"]) : int(query["end"])].strip()
        assert link.text.startswith(query["source"])


@given(hostile_text, st.integers(0), st.integers(0))
def test_a_link_brings_the_source_over_as_it_is(source, start, end):
    query = parse_qs(urlsplit(article_address(source, start, end)).query, keep_blank_values=True)
    assert query["source"] == [source.encode("utf-8", "replace").decode()]
    assert (query["start"], query["end"]) == ([str(start)], [str(end)])
    [link, _] = read_back(article_link(source, source, start, end))[1]
    assert link.text == as_named(source)
    assert link.attributes["href"] == article_address(source, start, end)


def test_a_pasted_path_is_a_text_and_no_file_of_the_server(desk, tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("The key is “under the third stone of the path”.", encoding="utf-8")
    told, report, kept = checked(desk, str(secret))
    assert kept.report.draft_text == str(secret)
    assert "third stone" not in told + report
    assert "No quotation in it." in told


@pytest.mark.parametrize(
    ("text", "upload", "words"),
    [
        (" \n", None, "There is no draft yet"),
        ("x", Upload("<i>.exe", b"MZ"), "&lt;i&gt;.exe has the ending"),
        ("", Upload("a.docx", b"no zip"), "a.docx"),
        ("", Upload("a.md", b""), "a.md is empty"),
        ("“a” " * 300_000, None, "the limit is"),
    ],
)
def test_what_cannot_be_checked_is_told_in_words(desk, text, upload, words):
    told, report, kept = checked(desk, text, upload)
    assert words in told
    assert (report, kept) == ("", None)
    assert {one.tag for one in read_back(told)[1]} == {"p"}


def test_a_folder_without_articles_is_told(tmp_path):
    (tmp_path / "none").mkdir()
    with Library.open(tmp_path / "none", Settings(), HashEmbedder(), sync=False) as library:
        told, report, _ = checked(Desk(library), _DRAFT)
    assert "problem" in told
    assert report == ""


def test_half_a_pair_of_surrogates_is_checked_all_the_same(desk):
    _, _, kept = checked(desk, "\ud800 “Repairs cost \udc00 4.2 million crowns.” \ud83d\ude00")
    assert kept.report.draft_text.startswith("\ufffd “")
    assert kept.report.draft_text.endswith("\U0001f600")
    assert sent(save_json(kept))[1]


def test_what_is_saved_is_what_the_command_writes(desk, library, tmp_path):
    data = word_draft(["It says “Repairs cost 4.3 million crowns.”."])
    (tmp_path / "notes.docx").write_bytes(data)
    report = library.check(tmp_path / "notes.docx")
    _, _, kept = checked(desk, "", Upload("notes.docx", data))
    assert kept == Checked(report, data)
    assert sent(save_page(kept)) == ("notes – checked.html", check_page(report).encode())
    name, saved = sent(save_json(kept))
    assert (name, json.loads(saved)) == ("notes – checked.json", json.loads(json.dumps(check_to_json(report))))
    name, saved = sent(save_word(kept))
    assert name == "notes – checked.docx"
    assert [one.text.split("\n")[0] for one in docx.Document(io.BytesIO(saved)).comments] == ["Altered"]


def test_nothing_to_save_is_told():
    for save in (save_page, save_json, save_word):
        assert "data-bytes" not in save(None)
    assert "Not done" in save_page(None)


def test_the_summary_counts_the_verdicts(desk):
    told, _, kept = checked(desk, _DRAFT)
    assert "5 quotations: 1 exact, 1 exact but for typography, 1 altered, 1 misattributed, 1 not found." in told
    assert told == told_html(kept.report)
    none = dataclasses.replace(kept.report, quotations=(), asides=())
    assert "table" not in report_html(none)


@given(hostile_text.filter(lambda name: "/" not in name and "\\" not in name and name))
def test_an_upload_has_the_persons_name_and_is_gone_from_the_server(tmp_path_factory, name):
    scratch = tmp_path_factory.mktemp("scratch")
    for sent in (name, f"C:\\x\\..\\{name}", f"../../{name}"):
        file = scratch / "hash" / "f.md"
        file.parent.mkdir()
        file.write_bytes(b"abc")
        assert take_in({"path": str(file), "orig_name": sent}, scratch) == Upload(name, b"abc")
        assert not file.parent.exists()


@pytest.mark.parametrize("sent", [None, 7, {}, {"path": None}, {"path": ""}, {"path": "hash"}, {"path": "a\0b"}, ["x"]])
def test_what_is_no_upload_is_told(tmp_path, sent):
    with pytest.raises(UsageError, match="Choose it once more"):
        take_in(sent, tmp_path)


def test_no_path_outside_the_scratch_folder_is_read_or_deleted(tmp_path):
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "link").symlink_to(tmp_path / "secret.txt")
    for path in (tmp_path / "secret.txt", scratch / ".." / "secret.txt", scratch / "link"):
        with pytest.raises(UsageError):
            take_in({"path": str(path), "orig_name": "a.txt"}, scratch)
    assert (tmp_path / "secret.txt").exists()
