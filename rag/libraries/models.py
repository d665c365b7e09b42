"""The models of one library, each loaded when it is first used and once for all."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rag.embedding import DEFAULT_MODEL, Embedder, make_embedder
from rag.provenance import is_known, other_model, reranker_weights
from rag.reranking import CrossEncoderReranker, Reranker

if TYPE_CHECKING:
    from rag.libraries.index import LibraryIndex
    from rag.settings import Settings


class LibraryModels:
    """The embedder and the reranker, if there is one. Safe to use from several threads."""

    def __init__(
        self, index: LibraryIndex, settings: Settings, embedder: Embedder | None, reranker: Reranker | None
    ) -> None:
        """Nothing is loaded yet. What is not given is that of the settings, the embedder else the index's own."""
        self.reranker = reranker or (CrossEncoderReranker(settings.reranker) if settings.reranker else None)
        self._index = index
        self._asked = settings.model
        self._reranker_name = settings.reranker
        self._embedder = embedder
        self._weighed = ""
        self._guard = threading.RLock()

    def embedder(self, *, anew: bool = False) -> Embedder:
        """The model in force. Raises IndexUnusable where the index was made with another, unless it is made anew."""
        with self._guard:
            database = self._index.database
            recorded = database.meta("model") if database.exists() else None
            asked = self._embedder.name if self._embedder is not None else self._asked
            if recorded is not None and asked is not None and asked != recorded and not anew:
                raise other_model(self._index.folder, recorded, asked)
            if self._embedder is None:
                self._embedder = make_embedder(asked or recorded or DEFAULT_MODEL)
            return self._embedder

    def reranker_weights(self) -> str | None:
        """What the reranker is known by; read once, for that takes a moment, but not before it is on this machine."""
        if self._reranker_name is None:
            return None
        with self._guard:
            if not is_known(self._weighed):
                self._weighed = reranker_weights(self._reranker_name)
            return self._weighed
