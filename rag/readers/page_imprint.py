"""What a page's JSON-LD, meta elements and canonical link say of where its article was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bs4 import Comment

from rag.readers.imprint import first, fit_doi, fit_url, fit_words, unescaped
from rag.readers.metadata import fit_author, one_line
from rag.values import Imprint, Name

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from rag.readers.page_json_ld import Json

_KINDS = (
    ("NewsArticle", "article-newspaper"),
    ("ScholarlyArticle", "article-journal"),
    ("Posting", "post-weblog"),
    ("Report", "report"),
    ("Book", "book"),
    ("Review", "review"),
)
_BODIES = ("Organization", "Corporation", "Agency", "Company")
_DOI_NAMES = ("citation_doi", "dc.identifier", "dc.identifier.doi", "prism.doi", "bepress_citation_doi")
_URL_NAMES = ("og:url", "citation_public_url", "citation_abstract_html_url", "twitter:url", "parsely-link")
_JOURNAL_NAMES = ("citation_journal_title", "prism.publicationname", "dc.relation.ispartof")
_SITE_NAMES = ("og:site_name", "application-name")
_PUBLISHER_NAMES = ("citation_publisher", "dc.publisher", "dcterms.publisher")
_MOST_NAMES = 50
# What browsers, and the extension SingleFile, write above a page that is saved.
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)|Page saved with SingleFile\s+url:\s*(\S+)")
_MOST_COMMENTS = 20


def page_imprint(soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Imprint:
    """Where the page's article was published, each fact from the best place that has it.

    `metas` are the contents of the meta elements by lower-case name, `articles` the page's articles in JSON-LD.
    """
    journal = _said(metas, _JOURNAL_NAMES)
    publishers = [_name(article.get("publisher")) for article in articles]
    container = first([journal, *(_name(article.get("isPartOf")) for article in articles), _said(metas, _SITE_NAMES)])
    container = container or first(publishers)
    publisher = first([_said(metas, _PUBLISHER_NAMES), *publishers])
    return Imprint(
        url=first(fit_url(url) for url in _urls(soup, metas, articles)),
        doi=first(fit_doi(doi) for doi in _dois(metas, articles)),
        container=container,
        publisher=publisher if publisher != container else None,
        kind="article-journal" if journal else first(map(_kind, articles)),
        volume=_said(metas, ("citation_volume", "prism.volume")),
        issue=_said(metas, ("citation_issue", "prism.number")),
        pages=_pages(metas),
        authors=next(filter(None, _authors(metas, articles)), ()),
    )


def _said(metas: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return first(fit_words(content) for name in names for content in metas.get(name, []))


def _name(thing: Json) -> str | None:
    """The name of an organisation or a periodical, however JSON-LD puts it."""
    things = thing if isinstance(thing, list) else [thing]
    return first(fit_words(unescaped(one.get("name") if isinstance(one, dict) else one)) for one in things)


def _urls(soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[object]:
    for link in soup.find_all("link", rel="canonical", limit=1):
        yield link.get("href")
    for name in _URL_NAMES:
        yield from metas.get(name, [])
    for article in articles:
        page = article.get("mainEntityOfPage")
        yield article.get("url")
        yield page.get("@id") if isinstance(page, dict) else page
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment), limit=_MOST_COMMENTS):
        for saved in _SAVED_FROM.finditer(comment):
            yield saved[1] or saved[2]


def _dois(metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[object]:
    for name in _DOI_NAMES:
        yield from metas.get(name, [])
    for article in articles:
        for key in ("identifier", "sameAs"):
            values = article.get(key)
            for value in values if isinstance(values, list) else [values]:
                yield value.get("value") if isinstance(value, dict) else value


def _kind(article: dict[str, Json]) -> str | None:
    types = article.get("@type")
    for name in types if isinstance(types, list) else [types]:
        for ending, kind in _KINDS:
            if isinstance(name, str) and name.endswith(ending):
                return kind
    return None


def _pages(metas: dict[str, list[str]]) -> str | None:
    start, end = _said(metas, ("citation_firstpage",)), _said(metas, ("citation_lastpage",))
    return f"{start}-{end}" if start and end and start != end else start


def _authors(metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[tuple[Name, ...]]:
    """The authors of the best place that tells parts of names, or bodies from persons; else nothing."""
    for article in articles:
        people = article.get("author") or article.get("creator")
        names = [_author(one) for one in (people if isinstance(people, list) else [people])[:_MOST_NAMES]]
        yield tuple(name for name in names if name is not None) if None not in names else ()
    yield tuple(
        Name(family=family.strip(), given=given.strip())
        for author in metas.get("citation_author", [])[:_MOST_NAMES]
        for family, comma, given in [(one_line(author) or "").partition(",")]
        if comma and family.strip() and given.strip() and "," not in given
    )


def _author(person: Json) -> Name | None:
    if not isinstance(person, dict):
        return None
    family, given = one_line(person.get("familyName")), one_line(person.get("givenName"))
    if family and given:
        return Name(family=family, given=given)
    name = fit_author(unescaped(person.get("name")))
    return Name(literal=name) if name and is_body(person) else None


def is_body(person: Json) -> bool:
    """Whether JSON-LD says of an author that it is a body and no person."""
    kinds = person.get("@type") if isinstance(person, dict) else None
    of = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_BODIES) for kind in of)
