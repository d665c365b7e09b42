"""What a page's JSON-LD, meta elements, time and title say of its article."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.readers import microdata
from rag.readers.imprint import unescaped
from rag.readers.markup import text_of
from rag.readers.metadata import Metadata, fit_date, fit_language, fit_title
from rag.readers.page_authors import page_authors, same
from rag.readers.page_imprint import page_imprint
from rag.readers.page_json_ld import articles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import BeautifulSoup

    from rag.readers.page_authors import Authors
    from rag.readers.page_json_ld import Json
    from rag.values import Imprint

_DATE_NAMES = (
    *("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date"),
    *(
        "citation_publication_date",
        "citation_date",
        "pubdate",
        "publishdate",
        "parsely-pub-date",
        "sailthru.date",
        "pdate",
    ),
)
_SITE_NAMES = ("og:site_name", "application-name")
_TITLE_NAMES = ("og:title", "citation_title", "dc.title", "dcterms.title")
_SITE_SEPARATOR = re.compile(r"\s+[|–—·»-]\s+")
_MOST_LOOKED_AT = 20
_ARTICLES = ["article", "main"]


def page_metadata(soup: BeautifulSoup, source: str) -> Metadata:
    """Title, author and date of the page's article, each from the best place that has it."""
    metas = _metas(soup)
    articles = articles_of(soup)
    imprint = page_imprint(soup, metas, articles)
    named = page_authors(soup, metas, articles, _sites(soup, metas, imprint))
    return Metadata(
        title=_first(fit_title(title, source) for title in _titles(soup, metas, articles)),
        author=named.author,
        published=_first(fit_date(date) for date in _dates(soup, metas, articles)),
        language=fit_language(soup.html.get("lang") or soup.html.get("xml:lang")) if soup.html else None,
        imprint=_with_author(imprint, named),
    )


def _sites(soup: BeautifulSoup, metas: dict[str, list[str]], imprint: Imprint) -> list[str]:
    """The names of the page's site and its publisher; what the title ends with is such a name, too."""
    title = text_of(soup.title) if soup.title else ""
    after_title = _SITE_SEPARATOR.split(title)[1:][-1:]
    said = [site for name in _SITE_NAMES for site in metas.get(name, [])]
    return [*filter(None, (imprint.container, imprint.publisher)), *said, *after_title]


def _with_author(imprint: Imprint, named: Authors) -> Imprint:
    """The imprint without the body that JSON-LD names where another place names a person."""
    bodies = all(name.literal for name in imprint.authors)
    authors = () if named.author is not None and bodies else imprint.authors
    return replace(imprint, authors=authors, site_author=named.site_author)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)


def _metas(soup: BeautifulSoup) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in soup.find_all("meta"):
        for attribute in ("property", "name", "itemprop"):
            name, content = meta.get(attribute), meta.get("content")
            if isinstance(name, str) and isinstance(content, str):
                metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _titles(soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[Json]:
    h1s = [text_of(h1) for h1 in soup.find_all("h1", limit=_MOST_LOOKED_AT)]
    sites = [site for name in _SITE_NAMES for site in metas.get(name, [])]
    for article in articles:
        headline, name = (unescaped(article.get(key)) for key in ("headline", "name"))
        # Wikipedia's headline is a description.
        yield name if any(same(h1, str(name)) for h1 in h1s) else headline or name
    for name in _TITLE_NAMES:
        for title in metas.get(name, []):
            yield _without_site(title, h1s, sites)
    yield from (text_of(h1) for h1 in soup.find_all("h1", limit=_MOST_LOOKED_AT) if h1.find_parent(_ARTICLES))
    if len(h1s) == 1:
        yield h1s[0]
    if soup.title:
        yield _without_site(text_of(soup.title), h1s, sites)
    yield from h1s


def _without_site(title: str, h1s: list[str], sites: list[str]) -> str:
    """`title` without the site's name after it, where a heading or the page's own site name says that it is one."""
    for separator in _SITE_SEPARATOR.finditer(title):
        head, tail = title[: separator.start()].strip(), title[separator.end() :].strip()
        if any(same(head, h1) for h1 in h1s) or any(same(tail, site) for site in sites):
            return head
    return title


def _dates(soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[Json]:
    for article in articles:
        yield article.get("datePublished") or article.get("dateCreated")
    for name in _DATE_NAMES:
        yield from metas.get(name, [])
    yield from microdata.dates_of(soup)
    times = soup.find_all("time", datetime=True, limit=_MOST_LOOKED_AT)
    for time in times:
        if len(times) == 1 or time.find_parent(_ARTICLES) or time.has_attr("pubdate"):
            yield str(time.get("datetime"))
