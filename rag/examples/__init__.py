"""Questions that a library answers, made from its own sentences: what a page shows before anything is asked.

Rules for English make a question of a plain sentence, so that it can be asked; then it is asked, and kept only where
that very sentence is what is quoted first. No language model is used. As with Heilman and Smith's overgenerating and
ranking of questions (2010, https://aclanthology.org/N10-1086), most of what the rules make is thrown away.
"""

from __future__ import annotations

from rag.examples.choosing import Candidate, Example, candidates, chosen, proved

__all__ = ["Candidate", "Example", "candidates", "chosen", "proved"]
