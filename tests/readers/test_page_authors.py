"""Who wrote a page: a site that names itself as the author gives way to whom the page names."""

import json

import pytest

from rag.furniture import prepare
from rag.readers import read_document
from rag.references.resolving import reference_of
from rag.values import Document

from .samples import BRIDGE, RIVER

SITE = "<meta property=og:site_name content='Daily Example'>"
ITSELF = f"{SITE}<meta name=author content='Daily Example'>"


def linked(author: object, **more: object) -> str:
    data = {"@type": "NewsArticle", "headline": "The mill stands still", "author": author, **more}
    return f"<script type=application/ld+json>{json.dumps(data)}</script>"


def read(head: str, byline: str = "") -> Document:
    page = (
        f"<html><head>{head}</head><body><article><h1>The mill stands still</h1>{byline}<p>{RIVER}</p><p>{BRIDGE}</p>"
    )
    return prepare(read_document(page.encode(), "page.html"))


SITES = {
    "its name": ITSELF,
    "its name in other letters": f"{SITE}<meta name=author content='DAILY-EXAMPLE'>",
    "an organization": linked({"@type": "NewsMediaOrganization", "name": "The Other Example"}),
    "the publisher": linked({"@type": "Person", "name": "Example Press"}, publisher={"name": "Example Press"}),
    "what the title ends with": "<title>The mill stands still | Daily Example</title><meta name=author content='Daily Example'>",
}


@pytest.mark.parametrize("head", SITES.values(), ids=SITES)
def test_the_byline_goes_before_the_site(head: str):
    document = read(head, "<p>By Hugh Grint, Political editor, and agencies</p>")
    assert document.author is not None
    assert document.author.startswith("Hugh Grint")
    assert reference_of(document).authors[0].family == "Grint"
    assert prepare(document) == document


@pytest.mark.parametrize("head", SITES.values(), ids=SITES)
def test_the_site_is_the_author_where_no_one_else_is_named(head: str):
    document = read(head)
    assert document.author in {"Daily Example", "DAILY-EXAMPLE", "The Other Example", "Example Press"}
    assert prepare(document) == document


def test_a_body_stays_one_where_no_one_else_is_named():
    document = read(linked({"@type": "Organization", "name": "Institute of Mills"}))
    assert [name.literal for name in reference_of(document).authors] == ["Institute of Mills"]


@pytest.mark.parametrize("head", SITES.values(), ids=SITES)
def test_a_person_named_in_another_place_goes_before_the_site(head: str):
    document = read(f"{head}<meta name=parsely-author content='Ann Lee'>")
    assert document.author == "Ann Lee"
    assert reference_of(document).authors[0].family == "Lee"


def test_a_person_and_a_body_are_both_authors():
    document = read(linked([{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Mill Watch"}]))
    assert document.author == "Ann Lee, Mill Watch"


@pytest.mark.parametrize("title", ["Mill &amp; water", "Mill &amp;amp; water", "Mill & water", "Mill &#038; water"])
def test_entities_in_json_ld_are_read(title: str):
    document = read(linked([{"name": "Ann L&eacute;e"}], headline=title, publisher={"name": "Mills &amp; Dams"}))
    assert (document.title, document.author) == ("Mill & water", "Ann Lée")
    assert document.imprint.container == "Mills & Dams"


def test_whom_json_ld_names_by_an_identifier_is_found():
    graph = [
        {
            "@type": "Article",
            "headline": "The mill",
            "author": {"@id": "#ann"},
            "publisher": {"@id": "#org"},
            "isPartOf": {"@id": "#page"},
        },
        {"@type": "WebPage", "@id": "#page", "name": "The mill - Daily Example"},
        {"@type": "Organization", "@id": "#org", "name": "Daily Example"},
        {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
    ]
    document = read(f"<script type=application/ld+json>{json.dumps({'@graph': graph})}</script>")
    assert (document.author, document.imprint.container) == ("Ann Lee", "Daily Example")
    assert read(linked([{"@id": "#no-one"}, {"name": "Bo Chen"}])).author == "Bo Chen"


def test_several_people_in_one_name_of_json_ld():
    assert read(linked({"@type": "Person", "name": ["Ann Lee", "Bo Chen"]})).author == "Ann Lee, Bo Chen"


@pytest.mark.parametrize(
    "around", ["//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/{}/*]]>*/", "<!--\n{}\n-->", "{};", "\n{}\n"]
)
def test_json_ld_is_read_whatever_keeps_it_from_being_mark_up(around: str):
    script = around.format(json.dumps({"@type": "NewsArticle", "author": {"name": "Ann Lee"}}))
    assert read(f"<script type=application/ld+json>{script}</script>").author == "Ann Lee"


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By <span itemprop=author>Ann Lee</span></p><time itemprop=datePublished datetime=2021-03-04>a while ago</time>",
        (
            "<p itemprop='author creator' itemscope><b itemprop=name>Ann Lee</b>, Orsa</p>"
            "<p itemprop=datePublished content=2021-03-04>long ago</p>"
        ),
        "<link itemprop=author content='Ann Lee'><b itemprop=datePublished>4 March 2021</b>",
    ],
)
def test_microdata_names_author_and_date(byline: str):
    comment = (
        "<div itemprop=comment><b itemprop=author>Bo</b><time itemprop=datePublished datetime=2022-01-01>1</time></div>"
    )
    page = f"<html><body><article>{comment}<h1>The mill</h1>{byline}<p>{RIVER}</p></article></body></html>"
    document = read_document(page.encode(), "page.html")
    assert (document.author, document.published) == ("Ann Lee", "2021-03-04")
