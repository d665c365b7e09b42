"""What the mark-up of a page says is not its article: navigation, page head and foot, side boxes, sharing."""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bs4.element import NavigableString, Tag

from rag.readers.page_inline import is_within_sentence

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement

_NEVER_ARTICLE = frozenset({"nav", "footer", "aside"})
_RARELY_ARTICLE = frozenset(
    {
        *("form", "button", "dialog", "menu", "search"),
        *("amp-sidebar", "amp-consent", "amp-ad", "amp-sticky-ad", "amp-embed", "amp-user-notification"),
    }
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"})
_WORDS = frozenset(
    {
        *(
            "share",
            "sharing",
            "sharedaddy",
            "social",
            "related",
            "recommended",
            "recommendations",
            "newsletter",
            "subscribe",
            "breadcrumb",
        ),
        *(
            "breadcrumbs",
            "sidebar",
            "cookie",
            "cookies",
            "comments",
            "promo",
            "promos",
            "promotion",
            "advert",
            "adverts",
        ),
        *("advertisement", "relatedposts", "outbrain", "taboola"),
    }
)
# Of another story, which it leads to; in German newsrooms it is also what leads this one in.
_TEASERS = frozenset({"teaser", "teasers"})
# What a head of the article is called, where the name of the site is an <h1> too.
_OF_THE_ARTICLE = frozenset({"article", "entry", "post", "story"})
_PHRASES = (
    "author-bio",
    "author-box",
    "more-stories",
    "read-more",
    "read-next",
    "related-posts",
    "skip-link",
    "subscription-widget",
)
# What MediaWiki (Wikipedia) sets around and among the text of an article, by whole classes and ids.
_NAMES = frozenset(
    {
        *(
            "mw-head",
            "mw-panel",
            "mw-navigation",
            "mw-jump-link",
            "jump-to-nav",
            "mw-indicators",
            "siteSub",
            "contentSub",
        ),
        *(
            "hatnote",
            "ambox",
            "toc",
            "reflist",
            "references",
            "navbox",
            "vertical-navbox",
            "sistersitebox",
            "portalbox",
        ),
        *("catlinks", "printfooter", "noprint"),
    }
)
# A theme says with these what the whole page has or is filed under, not what the element is.
_ABOUT_THE_PAGE = re.compile(r"(?:has|no|with|without|category|tag|post|single|page|layout|is)-")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WHOLE_PAGE = frozenset({"html", "body", "main", "article", "h1"})
_MOST_OF_THE_TEXT = 0.5
# The names that programs for blogs give to what readers write.
_COMMENTS = frozenset(
    {
        *("comments", "comments-area", "comments-section", "comment-section", "comment-list", "commentlist"),
        *("comment-respond", "disqus_thread"),
    }
)
_OF_A_READER = re.compile(r"(?:^|[\s/])comment(?:-body|-content|-item)?(?:\s|$)", re.IGNORECASE)
_MOST_AROUND = 5
_LEAST_OF_AN_ARTICLE = 500
_LEAST_SHARE_OF_AN_ARTICLE = 0.25
# Where an article has no paragraphs of its own, a form may have the only ones; those are short.
_LONG_FOR_A_FORM = 500
_ARTICLES = frozenset({"article", "main", "blockquote", "figure"})


class Grade(IntEnum):
    """How sure the mark-up is that an element is furniture."""

    LIKELY = 1
    CERTAIN = 2


class _Counts(NamedTuple):
    """What has been met so far, or within one element; `characters` are those of paragraphs, `letters` of all text."""

    characters: int = 0
    letters: int = 0
    links: int = 0
    h1s: int = 0


class _Inside(NamedTuple):
    """What is within an element, and whether an article is around it."""

    counts: _Counts
    in_article: bool


class PageFurniture:
    """Grades the elements of one page."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._inside = _survey(soup)
        self._page = self._inside[id(soup)].counts
        self._around_article = self._around_the_article(soup)

    def grade(self, tag: Tag, *, within: bool) -> Grade | None:
        """How surely `tag` and all in it is furniture; None if nothing says so.

        `within` furniture already, only what makes it surer is looked for.
        """
        if within:
            return Grade.CERTAIN if tag.name in _NEVER_ARTICLE else None
        if tag.name in _WHOLE_PAGE:
            return None
        if tag.name in {"header", "footer"}:
            return self._grade_head_or_foot(tag)
        if tag.name in _NEVER_ARTICLE:
            return Grade.CERTAIN
        if tag.name in _RARELY_ARTICLE or _attribute(tag, "role").lower() in _ROLES:
            is_furniture = not self._holds_the_page(tag)
        else:
            is_furniture = self._is_named_furniture(tag)
        return Grade.LIKELY if is_furniture and not is_within_sentence(tag) else None

    def _leads_on(self, tag: Tag) -> bool:
        """Whether the element is a link, holds one or is in one."""
        around = (tag, *islice(tag.parents, _MOST_AROUND))
        return self._inside[id(tag)].counts.links > 0 or any(one.name == "a" for one in around)

    def _around_the_article(self, soup: BeautifulSoup) -> frozenset[int]:
        """The elements, by their identity, that hold the article: <main> and the longest <article>.

        Teasers and what readers write are articles too, in HTML; so one that is the longest counts only where it is
        long for its page.
        """
        own = [tag for tag in soup.find_all("article") if not _is_of_a_reader(tag)]
        longest = sorted(own, key=lambda tag: self._inside[id(tag)].counts.letters)[-1:]
        long = [tag for tag in longest if self._share(tag) >= _LEAST_SHARE_OF_AN_ARTICLE]
        return frozenset(id(around) for tag in (*soup.find_all("main"), *long) for around in (tag, *tag.parents))

    def _share(self, tag: Tag) -> float:
        """How much of the page stands in the element: of its paragraphs or of its letters, whichever is more."""
        within = self._inside[id(tag)].counts
        shares = ((within.characters, self._page.characters), (within.letters, self._page.letters))
        return max(part / max(1, whole) for part, whole in shares)

    def _grade_head_or_foot(self, tag: Tag) -> Grade | None:
        counts, in_article = self._inside[id(tag)]
        # Within an article they are the article's own: its title, its notes.
        if in_article:
            return Grade.LIKELY if self._is_named_furniture(tag) else None
        if tag.name == "footer":
            return Grade.CERTAIN
        is_the_articles = not _OF_THE_ARTICLE.isdisjoint(_parts(f"{_attribute(tag, 'class')} {_attribute(tag, 'id')}"))
        holds_the_title = counts.h1s == 1 and (self._page.h1s == 1 or is_the_articles)
        return None if holds_the_title else Grade.LIKELY

    def _holds_the_page(self, tag: Tag) -> bool:
        """Whether the title or most of the page stands in the element: programs set forms around whole pages."""
        within, page = self._inside[id(tag)].counts, self._page
        if within.h1s == page.h1s == 1 and within.characters > 0:
            return True
        paragraphs = within.characters > max(page.characters * _MOST_OF_THE_TEXT, _LONG_FOR_A_FORM)
        return paragraphs or within.letters > page.letters * _MOST_OF_THE_TEXT

    def _is_named_furniture(self, tag: Tag) -> bool:
        names = f"{_attribute(tag, 'class')} {_attribute(tag, 'id')}"
        is_comments = not _COMMENTS.isdisjoint(names.lower().split())
        if not is_comments and not _is_furniture_name(names) and not (_is_teaser_name(names) and self._leads_on(tag)):
            return False
        within = self._inside[id(tag)].counts
        # A name that takes in the article or most of the page's text is a theme's word for something else.
        if within.h1s or id(tag) in self._around_article:
            return False
        if within.characters <= self._page.characters * _MOST_OF_THE_TEXT:
            return True
        # Readers may write more than the article has.
        return is_comments and self._page.characters - within.characters >= _LEAST_OF_AN_ARTICLE


def _survey(soup: BeautifulSoup) -> dict[int, _Inside]:
    """What is within each element, by its identity; without recursion, as hostile pages nest thousands deep."""
    inside: dict[int, _Inside] = {}
    todo: list[tuple[PageElement, bool]] = [(soup, False)]
    counts, paragraph_depth, article_depth = _Counts(), 0, 0
    while todo:
        node, leaving = todo.pop()
        if not isinstance(node, Tag):
            if type(node) is NavigableString:
                length = len(node.strip())
                in_paragraph = length if paragraph_depth else 0
                counts = counts._replace(characters=counts.characters + in_paragraph, letters=counts.letters + length)
            continue
        step = -1 if leaving else 1
        paragraph_depth += step * (node.name == "p")
        article_depth += step * (node.name in _ARTICLES)
        if leaving:
            before = inside[id(node)]
            within = _Counts(*(now - then for now, then in zip(counts, before.counts, strict=True)))
            inside[id(node)] = before._replace(counts=within)
            continue
        inside[id(node)] = _Inside(counts, article_depth > 0)
        links = counts.links + (node.name == "a")
        counts = counts._replace(links=links, h1s=counts.h1s + (node.name == "h1"))
        todo.append((node, True))
        todo += [(child, False) for child in reversed(node.contents)]
    return inside


def _is_of_a_reader(article: Tag) -> bool:
    names = f"{_attribute(article, 'class')} {_attribute(article, 'itemtype')} {_attribute(article, 'itemprop')}"
    return _OF_A_READER.search(names) is not None


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name, "")
    return value if isinstance(value, str) else " ".join(value or [])


def _is_furniture_name(names: str) -> bool:
    if not _NAMES.isdisjoint(names.split()):
        return True
    for name in names.split():
        if _ABOUT_THE_PAGE.match(name.lower()):
            continue
        parts = _parts(name)
        joined = f"-{'-'.join(parts)}-"
        if not _WORDS.isdisjoint(parts) or any(f"-{phrase}-" in joined for phrase in _PHRASES):
            return True
    return False


def _is_teaser_name(names: str) -> bool:
    said = [name for name in names.split() if not _ABOUT_THE_PAGE.match(name.lower())]
    return any(not _TEASERS.isdisjoint(_parts(name)) for name in said)


def _parts(name: str) -> list[str]:
    return [part.lower() for part in _PARTS.findall(name)]
