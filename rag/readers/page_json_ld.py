"""The articles that a page's JSON-LD tells of, with whom they name only by an identifier."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_ARTICLE_TYPES = frozenset({"BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report", "Review", "Book"})
# Not isPartOf: the page that an article is part of has the article's own title for its name.
_NAMED_ELSEWHERE = ("author", "creator", "publisher")
_MOST_OBJECTS = 10_000
_DECODER = json.JSONDecoder(strict=False)
# What keeps other parsers from reading a script as mark-up; its end stands behind the object and is not looked at.
_BEFORE = re.compile(r"\s*(?:(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)?\s*")


def articles_of(soup: BeautifulSoup) -> list[dict[str, Json]]:
    """The articles in the page's JSON-LD, the first script's first."""
    things = _things(soup)
    known = {str(thing["@id"]): thing for thing in reversed(things) if "@id" in thing and "name" in thing}
    return [_with_names(thing, known) for thing in things if _is_article(thing.get("@type"))]


def _things(soup: BeautifulSoup) -> list[dict[str, Json]]:
    things: list[dict[str, Json]] = []
    for script in soup.find_all("script", type=re.compile(r"^\s*application/ld\+json", re.IGNORECASE)):
        text = script.get_text()
        before = _BEFORE.match(text)
        try:
            todo: list[Json] = [_DECODER.raw_decode(text, before.end() if before else 0)[0]]
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
                things.append(thing)
    return things


def _is_article(kind: Json) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and (name.endswith("Article") or name in _ARTICLE_TYPES) for name in kinds)


def _with_names(article: dict[str, Json], known: dict[str, dict[str, Json]]) -> dict[str, Json]:
    """The article, each of whose people that is only an identifier is what another object says of it."""

    def told(one: Json) -> Json:
        """What is said of one of them, there or elsewhere."""
        is_bare = isinstance(one, dict) and "name" not in one
        return known.get(str(one.get("@id")), one) if is_bare and isinstance(one, dict) else one

    people = {key: article[key] for key in _NAMED_ELSEWHERE if key in article}
    found = {key: [*map(told, one)] if isinstance(one, list) else told(one) for key, one in people.items()}
    return {**article, **found}
