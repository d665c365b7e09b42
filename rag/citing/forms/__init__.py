"""Quotations with their footnotes and bibliography as text, Markdown, HTML, LaTeX, Word, or pandoc's citations.

A quotation is escaped so that what is set is what the document says; white space alone may be set otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.citing.forms.html import html
from rag.citing.forms.latex import latex
from rag.citing.forms.markdown import markdown, pandoc
from rag.citing.forms.text import text

if TYPE_CHECKING:
    from rag.references.values import CitedForm, CitedText

__all__ = ["write_cited"]


def write_cited(cited: CitedText, form: CitedForm) -> str | bytes:
    """The quotations in that format: bytes for docx, text for all others, with a line end at its end."""
    if form == "docx":
        from rag.citing.forms.word import word

        return word(cited)
    return {"text": text, "markdown": markdown, "html": html, "latex": latex, "pandoc": pandoc}[form](cited)
