"""What a page's JSON-LD, meta elements, time and title say of its article."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from rag.readers.markup import text_of
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title
from rag.readers.page_imprint import page_imprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import BeautifulSoup

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_ARTICLE_TYPES = frozenset({"BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report", "Review", "Book"})
_AUTHOR_NAMES = ("article:author", "author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author")
_DATE_NAMES = (
    *("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date"),
    *("citation_publication_date", "citation_date", "pubdate", "publishdate", "parsely-pub-date", "sailthru.date"),
)
_TITLE_NAMES = ("og:title", "citation_title", "dc.title", "dcterms.title")
_SITE_SEPARATOR = re.compile(r"\s+[|–—·»-]\s+")
_MOST_OBJECTS = 10_000
_MOST_LOOKED_AT = 20
_ARTICLES = ["article", "main"]


def page_metadata(soup: BeautifulSoup, source: str) -> Metadata:
    """Title, author and date of the page's article, each from the best place that has it."""
    metas = _metas(soup)
    articles = list(_articles(soup))
    return Metadata(
        title=_first(fit_title(title, source) for title in _titles(soup, metas, articles)),
        author=_first(fit_author(names) for names in _authors(soup, metas, articles)),
        published=_first(fit_date(date) for date in _dates(soup, metas, articles)),
        language=fit_language(soup.html.get("lang") or soup.html.get("xml:lang")) if soup.html else None,
        imprint=page_imprint(soup, metas, articles),
    )


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


def _articles(soup: BeautifulSoup) -> Iterator[dict[str, Json]]:
    for script in soup.find_all("script", type=re.compile(r"^\s*application/ld\+json", re.IGNORECASE)):
        try:
            todo: list[Json] = [json.loads(script.get_text(), strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_OBJECTS):
            if not todo:
                break
            thing = todo.pop(0)
            if isinstance(thing, list):
                todo += thing
            elif isinstance(thing, dict):
                todo += [thing.get("@graph"), thing.get("mainEntity")]
                if _is_article(thing.get("@type")):
                    yield thing


def _is_article(kind: Json) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and (name.endswith("Article") or name in _ARTICLE_TYPES) for name in kinds)


def _titles(soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[Json]:
    h1s = [text_of(h1) for h1 in soup.find_all("h1", limit=_MOST_LOOKED_AT)]
    sites = [site for name in ("og:site_name", "application-name") for site in metas.get(name, [])]
    for article in articles:
        yield article.get("headline") or article.get("name")
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
        if any(_same(head, h1) for h1 in h1s) or any(_same(tail, site) for site in sites):
            return head
    return title


def _same(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one)).casefold() == "".join(filter(str.isalnum, other)).casefold() != ""


def _authors(
    soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]
) -> Iterator[list[str | None]]:
    for article in articles:
        yield _names(article.get("author") or article.get("creator"))
    for name in _AUTHOR_NAMES:
        yield [_given_name_first(author) for author in metas.get(name, [])]
    yield [text_of(link) for link in soup.find_all("a", rel="author", limit=_MOST_LOOKED_AT)]


def _names(people: Json) -> list[str | None]:
    given = people if isinstance(people, list) else [people]
    names = [person.get("name") if isinstance(person, dict) else person for person in given]
    return [name for name in names if isinstance(name, str)]


def _given_name_first(name: str) -> str:
    # "Family, Given" is how the citation_ elements are written; more commas mean a list of names.
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given and " " not in family.strip() else name


def _dates(soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]) -> Iterator[Json]:
    for article in articles:
        yield article.get("datePublished") or article.get("dateCreated")
    for name in _DATE_NAMES:
        yield from metas.get(name, [])
    times = soup.find_all("time", datetime=True, limit=_MOST_LOOKED_AT)
    for time in times:
        if len(times) == 1 or time.find_parent(_ARTICLES) or time.has_attr("pubdate"):
            yield str(time.get("datetime"))
