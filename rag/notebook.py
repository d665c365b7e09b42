"""How a notebook shows an answer: as HTML, and as Markdown that does nothing but show it.

No colours, so that it is read in the notebook's own, light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from rag.printing import confidence_line, difference_line, reference_line, said_instead, understood_lines

if TYPE_CHECKING:
    from rag.values import Answer, Citation

_NEAREST_SHOWN = 3
_MEANS_SOMETHING = re.compile(r"[\\`*_{}\[\]<>#|~$&!@^:\x00]|(?<=www)\.|^[-+=\d]", re.IGNORECASE)


def answer_html(answer: Answer) -> str:
    """The question, the quotations with the question's words marked, their sources, and how sure the answer is."""
    asked = "".join(f"<p><small>{isolated(said)}</small></p>" for said in understood_lines(answer))
    told = "".join(f"<p>{isolated(said)}</p>" for said in _told(answer))
    quotes = "".join(_quote_html(citation) for citation in answer.citations)
    sources = "".join(f"<li>[{c.n}] {isolated(_source(c))}</li>" for c in answer.citations)
    listed = f'<ul style="list-style: none; padding-inline-start: 0">{sources}</ul>' if sources else ""
    question = f'<p dir="auto"><strong>{escaped(answer.question)}</strong></p>'
    return f"<div>{question}{asked}{quotes}{told}{listed}{_sure_html(answer)}{_nearest_html(answer)}</div>"


def answer_markdown(answer: Answer) -> str:
    """As `answer_html`. Whatever Markdown, HTML or mathematics would run stands in it as a character reference."""
    blocks = [f"**{plain(answer.question)}**" if plain(answer.question) else ""]
    blocks += [f"*{plain(said)}*" for said in understood_lines(answer)]
    blocks += [f"> “{plain(citation.quote)}” \\[{citation.n}\\]" for citation in answer.citations]
    blocks += [plain(said) for said in _told(answer)]
    blocks += ["\n".join(f"- \\[{c.n}\\] {plain(_source(c))}" for c in answer.citations)]
    blocks += [plain(confidence_line(answer) or "")]
    return "\n\n".join(block for block in blocks if block) + "\n"


def plain(text: str) -> str:
    """The text in one line of Markdown, in which a character reference never is more than the character."""
    return _MEANS_SOMETHING.sub(_reference, " ".join(text.split()))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0]) or 0xFFFD};"


def _told(answer: Answer) -> Iterator[str]:
    """What is said besides quotations."""
    instead = said_instead(answer)
    if instead:
        yield instead
    yield from map(difference_line, answer.differences)


def _source(citation: Citation) -> str:
    copies = f" · also in {', '.join(citation.copies)}" if citation.copies else ""
    return reference_line(citation) + copies


def _sure_html(answer: Answer) -> str:
    said = confidence_line(answer)
    return f"<p>{escaped(said)}</p>" if said else ""


def _quote_html(citation: Citation) -> str:
    quote = "".join(f"<mark>{escaped(text)}</mark>" if ours else escaped(text) for text, ours in citation.pieces())
    return f'<blockquote dir="auto">“{quote}” [{citation.n}]</blockquote>'


def _nearest_html(answer: Answer) -> str:
    """The passages that come nearest to a question without an answer."""
    if answer.status != "not_found" or not answer.passages:
        return ""
    shown = "".join(
        f'<li><div dir="auto">{escaped(passage.text)}</div><small>{isolated(passage.source)}</small></li>'
        for passage in answer.passages[:_NEAREST_SHOWN]
    )
    return f"<details><summary>Nearest, but not an answer</summary><ol>{shown}</ol></details>"
