"""What can go wrong, in words for the person who can mend it.

Every message gives the value, the limit it broke, and what to do. Nothing in the engine prints or exits: the edge
(`rag.cli`, `ui`) turns these into messages and exit codes.
"""


class RagError(Exception):
    """Anything this project raises on purpose; `str()` of it is a sentence for people."""


class UsageError(RagError):
    """The request itself is wrong (an empty question, an unknown setting): exit code 2."""


class NoSuchArticle(UsageError):
    """No article has the source that was given; `told` says so without `listing`, which says what lists them."""

    def __init__(self, told: str, listing: str) -> None:
        super().__init__(f"{told} {listing}")
        self.told = told


class NothingFound(RagError):
    """The articles have nothing like what was asked for: exit code 3."""


class FolderError(RagError):
    """The folder or the place for its index cannot be used."""


class ArticlesAway(FolderError):
    """The folder holds none of the articles of its index any more, which is not emptied unasked."""


class UnreadableFile(RagError):
    """One file cannot be made a document; the rest of the folder is not touched by it."""


class ModelError(RagError):
    """The embedding model cannot be loaded, is not the one expected, or is not the index's."""


class IndexUnusable(RagError):
    """The index is of another schema, made with another model, or in use by another process."""


class IndexDamaged(IndexUnusable):
    """The index's file is malformed; nothing is lost that the articles do not give again."""
