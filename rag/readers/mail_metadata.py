"""What a mail's head says of what it tells: subject, sender, day, and the newsletter or list that it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

from rag.furniture.dates import date_in
from rag.readers.imprint import fit_url, fit_words
from rag.readers.mail_headers import has_header, header
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title, one_line
from rag.values import Imprint, Name

if TYPE_CHECKING:
    from email.message import EmailMessage

_ANSWER = "re|aw|antw|antwort|sv|rv|res|ris|回复|答复|回覆"
_FORWARD = "fwd?|wg|tr|vs|enc|rv|i|doorst|转发|轉寄"
_PREFIX = re.compile(rf"\s*(?:{_ANSWER}|{_FORWARD})\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*", re.IGNORECASE)
_ANSWERED = re.compile(rf"\s*(?:{_ANSWER})\s*(?:\[\d+\]|\(\d+\))?\s*[:：]", re.IGNORECASE)
_FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|enc|doorst|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE)
_TAG = re.compile(r"\s*\[([^\[\]]{1,60})\]\s*")
_MOST_PREFIXES = 10

_ADDRESSED = re.compile(r"\s*(?:\[mailto:|<|\().*$|\s+on behalf of\s.*$", re.IGNORECASE)
_AT = re.compile(r"^(?P<who>.+?)\s+(?:from|at|of|von|via|de|@)\s+(?P<where>.+)$")
_APART = re.compile(r"^(?P<who>.+?)\s*(?:\s[–—-]\s|[|·/,]|\()\s*(?P<where>[^()]+)\)?$")
_INVERTED = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’.-]+(?: [^\W\d_]\.?)?)")
_NO_ONE = re.compile(
    r"(?:(?:do[ _-]?)?no?t?[ _-]?reply|info|mail|newsletters?|news|support|contact|service|admin|mailer|postmaster|me)",
    re.IGNORECASE,
)
_WORDS_OF_BODIES = """
    news newsletter daily weekly monthly post times review notes journal digest team media magazine letter letters
    report reports brief briefing bulletin press courier herald gazette tribune chronicle observer guardian institute
    university foundation council society association network group club museum library editor editors dispatch update
    updates inc ltd llc gmbh company list blog podcast radio for on in today morning project center centre office
    department zeitung verein stiftung verlag redaktion universität revista diario boletín fundación universidad revue
    lettre rédaction université giornale rivista
"""
_OF_BODIES = frozenset(_WORDS_OF_BODIES.split())
_A_PERSONS_WORDS = range(2, 5)
_PARTICLES_WORDS = "af al da das de del della den der di do dos du el la le ten ter van von y zu zur"
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_SEVERAL = re.compile(r"\s+(?:and|&|und|et|y|e|en)\s+")
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID", "X-Campaign-ID", "X-Mailer-RecptId")
_LIST_ID = re.compile(r"\s*\"?([^<\"]*)\"?\s*<([^<>]*)>")
_MADE_BY_A_PROGRAM = re.compile(r"\d{4,}|[0-9a-f]{12,}|\blist\b$|@", re.IGNORECASE)
_LONGEST_OUTLET = 80


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from: a person, a body (newsletter, paper, office), or both."""

    person: str | None = None
    body: str | None = None


def mail_metadata(message: EmailMessage, source: str) -> Metadata:
    """What the mail's own head says.

    The name of a newsletter is its outlet and, as a page's site is, its author where the text names no one.
    """
    is_bulk = has_header(message, _LISTS) or (header(message, "Precedence") or "").lower() in {"bulk", "list"}
    described = _list_name(message)
    sender = sender_of(_display_name(message), is_bulk=is_bulk)
    if described and sender.person and _same(described, sender.person):
        sender = Sender(person=sender.person)
        described = None
    post = header(message, "List-Post") or ""
    # Where a list is written to; without an address it is where a newsletter stands on the web.
    posts = "mailto:" in post.lower()
    container = (described if posts else None) or sender.body or described
    stands = (header(message, "Archived-At") or ("" if posts else post)).strip("<> ")
    metadata = metadata_of(sender, fit_title(subject_of(message), source), _day(message))
    # Who sends a newsletter need not have written what is in it: a byline says more.
    is_newsletter = is_bulk and not posts
    return replace(
        metadata,
        author=None if is_newsletter else metadata.author,
        language=fit_language((header(message, "Content-Language") or "").partition(",")[0]),
        imprint=replace(
            metadata.imprint,
            url=fit_url(stands),
            site_author=(is_newsletter and metadata.author) or metadata.imprint.site_author,
            container=container if is_bulk else None,
            kind="post" if posts and is_bulk else None,
        ),
    )


def metadata_of(sender: Sender, title: str | None, published: str | None) -> Metadata:
    """The metadata of what one wrote; a body is named as the author only where the text names no person."""
    is_body = sender.person is None and sender.body is not None
    imprint = Imprint(
        container=sender.body,
        authors=(Name(literal=sender.body),) if is_body else (),
        site_author=sender.body if is_body else None,
    )
    return Metadata(title=title, author=sender.person, published=published, imprint=imprint)


def forwarded_metadata(fields: dict[str, str], source: str) -> Metadata:
    """What the head that stands above a forwarded text says."""
    name = _ADDRESSED.sub("", parseaddr(fields.get("from", ""))[0] or fields.get("from", ""))
    title = fit_title(without_prefixes(fields.get("subject", "")), source)
    said = fields.get("date", "")
    return metadata_of(sender_of(name, is_bulk=False), title, fit_date(said) or date_in(said.casefold()))


def subject_of(message: EmailMessage) -> str:
    """The subject without what programs set before it: answered, forwarded, the name of a list."""
    names = f"{header(message, 'List-Id') or ''} {header(message, 'To') or ''}"
    return without_prefixes(header(message, "Subject") or "", names)


def without_prefixes(subject: str, lists: str = "") -> str:
    """The subject without “Re:”, “Fwd:” and the like, and without a list's name in brackets that is in `lists`."""
    for _ in range(_MOST_PREFIXES):
        tag = _TAG.match(subject)
        found = tag if tag and _letters(tag[1]) and _letters(tag[1]) in _letters(lists) else _PREFIX.match(subject)
        if found is None:
            break
        subject = subject[found.end() :]
    return subject.strip()


def is_reply(message: EmailMessage) -> bool:
    """Whether the mail answers another."""
    subject = header(message, "Subject") or ""
    if _FORWARDED.match(subject):
        return False
    return has_header(message, ("In-Reply-To", "References")) or _ANSWERED.match(subject) is not None


def is_forward(subject: str) -> bool:
    """Whether a subject says that the mail is forwarded."""
    return _FORWARDED.match(subject) is not None


def sender_of(name: str | None, *, is_bulk: bool) -> Sender:
    """The person and the body that a sender's name tells of; what may be either is a person, if it is not `is_bulk`."""
    line = (one_line(name) or "").strip("'\"‘’“” ")
    inverted = _INVERTED.fullmatch(line)
    if inverted and not _is_body(line):
        line = f"{inverted[2]} {inverted[1]}"
    if fit_author(line) is None or _NO_ONE.fullmatch(line) or len(line) > _LONGEST_OUTLET:
        return Sender()
    several = _SEVERAL.split(line)
    if len(several) > 1 and all(map(_may_be_person, several)):
        return Sender(fit_author(several))
    if _is_body(line) or (is_bulk and not _may_be_person(line)):
        return _person_and_body(line) or Sender(body=fit_words(line))
    return _person_and_body(line) or Sender(person=fit_author(line))


def _person_and_body(line: str) -> Sender | None:
    """Both, where a name has both: “Ann Lee from Valley Notes”, “Valley Notes | Ann Lee”."""
    for shape in (_APART, _AT):
        parts = shape.match(line)
        who, where = (parts["who"].strip("'\" "), parts["where"].strip("'\" ")) if parts else ("", "")
        if _may_be_person(who) and (shape is _AT or not _may_be_person(where)):
            return Sender(fit_author(who), fit_words(where))
        if shape is _APART and _may_be_person(where) and _is_body(who):
            return Sender(fit_author(where), fit_words(who))
    return None


def _may_be_person(name: str) -> bool:
    words = name.split()
    capitals = sum(word[:1].isupper() for word in words)
    shaped = len(words) in _A_PERSONS_WORDS and capitals > 1 and words[-1][:1].isupper()
    shaped = shaped and all(word[:1].isupper() or word in _PARTICLES for word in words)
    caseless = 0 < len(words) <= max(_A_PERSONS_WORDS) and not any(c.isupper() or c.islower() for c in name)
    return (shaped or caseless) and not any(map(str.isdigit, name)) and not _is_body(name)


def _is_body(name: str) -> bool:
    words = [word.strip(".,:;!'’").casefold() for word in name.split()]
    return (
        words[:1] == ["the"]
        or not _OF_BODIES.isdisjoint(words)
        or re.search(r"\w\.[a-z]{2,}$|['’]s ", name) is not None
    )


def _display_name(message: EmailMessage) -> str | None:
    try:
        addresses = message["From"].addresses
        return str(addresses[0].display_name) if addresses else None
    except Exception:  # whatever the parser stumbles over
        return parseaddr(header(message, "From") or "")[0]


def _list_name(message: EmailMessage) -> str | None:
    found = _LIST_ID.match(header(message, "List-Id") or "")
    name = fit_words(found[1].strip()) if found else None
    return name if name and len(name) <= _LONGEST_OUTLET and not _MADE_BY_A_PROGRAM.search(name) else None


def _day(message: EmailMessage) -> str | None:
    """The day on which the mail was sent, as its sender's clock had it."""
    said = header(message, "Date")
    received = (header(message, "Received") or "").rpartition(";")[2]
    return next((day for line in (said, received) if line and (day := _day_in(line)) is not None), None)


def _day_in(line: str) -> str | None:
    try:
        return fit_date(parsedate_to_datetime(line).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        return fit_date(line)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _same(one: str, other: str) -> bool:
    return _letters(one) == _letters(other) != ""
