"""Whom a page names as its article's author, and whether that is only the site that it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rag.readers import microdata
from rag.readers.imprint import unescaped
from rag.readers.markup import text_of
from rag.readers.metadata import fit_author
from rag.readers.page_imprint import is_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bs4 import BeautifulSoup

    from rag.readers.page_json_ld import Json

_NAMES = ("article:author", "author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author", "byl")
_MOST_LOOKED_AT = 20


class Authors(NamedTuple):
    """`author` wrote the article; `site_author` is named in the author's place where no one else is."""

    author: str | None
    site_author: str | None


class _Candidate(NamedTuple):
    names: list[str]
    are_bodies: bool


def page_authors(
    soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]], sites: Sequence[str]
) -> Authors:
    """The authors of the best place that names any; `sites` are the names of the page's site and its publisher."""
    held_back = None
    for names, are_bodies in _candidates(soup, metas, articles):
        author = fit_author(names)
        if author is None:
            continue
        if not are_bodies and not all(any(same(name, site) for site in sites) for name in names):
            return Authors(author, None)
        held_back = held_back or author
    return Authors(None, held_back)


def same(one: str, other: str) -> bool:
    """Whether two names or titles have the same letters and digits."""
    return "".join(filter(str.isalnum, one)).casefold() == "".join(filter(str.isalnum, other)).casefold() != ""


def _candidates(
    soup: BeautifulSoup, metas: dict[str, list[str]], articles: list[dict[str, Json]]
) -> Iterator[_Candidate]:
    for article in articles:
        people = article.get("author") or article.get("creator")
        given = people if isinstance(people, list) else [people]
        yield _Candidate([name for person in given for name in _names(person)], all(map(is_body, given)))
    for name in _NAMES:
        yield _Candidate([_given_name_first(author) for author in metas.get(name, [])], are_bodies=False)
    written = microdata.authors_of(soup)
    yield _Candidate([name for name, _ in written], all(body for _, body in written))
    links = soup.find_all("a", rel="author", limit=_MOST_LOOKED_AT)
    yield _Candidate([text_of(link) for link in links], are_bodies=False)


def _names(person: Json) -> list[str]:
    """The name that JSON-LD gives, or the names: some programs write several people as one."""
    said = person.get("name") if isinstance(person, dict) else person
    return [unescaped(name) for name in (said if isinstance(said, list) else [said]) if isinstance(name, str)]


def _given_name_first(name: str) -> str:
    # "Family, Given" is how the citation_ elements are written; more commas mean a list of names.
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given and " " not in family.strip() else name
