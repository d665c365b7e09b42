"""One article of a folder -> Document, without an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile, UsageError
from rag.files import check_folder, list_articles
from rag.near_sources import no_such_article
from rag.readers import read_document
from rag.settings import INDEX_NAME

if TYPE_CHECKING:
    from rag.values import Document


def read_source(folder: Path, source: str) -> Document:
    """The document that its reader makes of a file, `source` relative to the folder.

    Raises UsageError for a source outside the folder or not there, UnreadableFile, FolderError.
    """
    check_folder(folder)
    path = folder / source
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{source} lies outside {folder}.")
    try:
        return read_document(path.read_bytes(), source)
    except FileNotFoundError as error:
        raise no_such_article(source, folder, list_articles(folder, folder / INDEX_NAME).articles) from error
    except UnreadableFile as error:
        raise UnreadableFile(f"{source} {error}") from error
    except OSError as error:
        raise UnreadableFile(f"{source} cannot be opened: {error.strerror}.") from error
