"""Citation styles (CSL): references in, footnotes and bibliographies as styled text out; the importer of citeproc."""

from rag.citing.csl.processor import Cite, Rendered, render
from rag.citing.csl.styles import DEFAULT_STYLE, SHORT_NAMES, StyleFile, find_style

__all__ = ["DEFAULT_STYLE", "SHORT_NAMES", "Cite", "Rendered", "StyleFile", "find_style", "render"]
