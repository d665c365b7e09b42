"""FAISS over the store's sentence vectors: derived, and made anew from the store whenever it is behind or unreadable.

The file's name carries the generation it was built from: `vectors-17.faiss`. Scores are inner products of vectors of
length 1, that is cosines; the search is exact.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import FolderError

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.store import Store
    from rag.values import Vectors32

_MOST_ADDED = 4_000
"""Vectors added at once, so that bringing FAISS up to date takes little memory beside its own."""

_FEW = 4
"""So many questions are searched for together."""

_ONE_SEARCH = threading.Lock()
"""Held while FAISS searches: what is set for it meanwhile is the whole process's."""


class Vectors:
    """The FAISS index of one library. Constructing it loads nothing; it is safe to use from several threads."""

    def __init__(self, index: Path) -> None:
        self._folder = index
        self._lock = threading.RLock()
        self._faiss: Any = None  # an IndexIDMap2; FAISS's own stubs do not know what its Python layer takes
        self._ids: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._generation = -1
        self._made = ""

    def is_saved(self, generation: int) -> bool:
        """Whether the file of this generation is there."""
        return self._path(generation).is_file()

    def bring_up_to(self, store: Store) -> None:
        """Hold what the store holds now: from the file of its generation, else by what was added and removed."""
        with self._lock:
            generation = store.generation()
            if generation == self._generation:
                return
            if store.made() != self._made:
                self._faiss, self._ids, self._made = None, np.empty(0, dtype=np.int64), store.made()
            wanted = store.sentence_ids()
            if self._faiss is None:
                self._load(generation, wanted)
            self._update(store, wanted)
            self._generation = generation

    def save(self, as_of: Store | None = None) -> None:
        """Write the file of this generation and drop the others; a crash in between leaves a whole file or none.

        `as_of` has it hold first what that store holds for the caller.
        """
        import faiss

        with self._lock:
            if as_of is not None:
                self.bring_up_to(as_of)
            if self._faiss is None or self.is_saved(self._generation):
                return
            unfinished = self._path(self._generation).with_suffix(".unfinished")
            try:
                faiss.write_index(self._faiss, str(unfinished))
            except RuntimeError as error:
                unfinished.unlink(missing_ok=True)
                raise FolderError(
                    f"The vectors cannot be written to {self._folder}. Check that the disk is not full; the articles "
                    "are indexed, and rag index goes on from here."
                ) from error
            unfinished.replace(self._path(self._generation))
            for path in self._folder.glob("vectors-*.*"):
                if path != self._path(self._generation):
                    path.unlink(missing_ok=True)

    def delete(self) -> None:
        """Forget everything, files too."""
        with self._lock:
            self._faiss, self._ids, self._generation = None, np.empty(0, dtype=np.int64), -1
            for path in self._folder.glob("vectors-*.*"):
                path.unlink(missing_ok=True)

    def search(
        self,
        questions: Vectors32,
        k: int,
        among: npt.NDArray[np.int64] | None = None,
        as_of: Store | None = None,
    ) -> tuple[Vectors32, npt.NDArray[np.int64]]:
        """Cosines (n, k) and sentence ids (n, k) of the nearest sentences, best first; k shrinks to what there is.

        `among` restricts the search to these ids; the place of one that is gone is filled with -1 at the end. `as_of`
        has it search what that store holds for the caller, even if another thread has seen a later generation.
        """
        with self._lock:
            if as_of is not None:
                self.bring_up_to(as_of)
            most = 0 if self._faiss is None else self._faiss.ntotal if among is None else len(among)
            if not min(k, most):
                return np.empty((len(questions), 0), np.float32), np.empty((len(questions), 0), np.int64)
            only = None if among is None else _only(among)
            with _by_one_thread(self._faiss.d):
                scores, ids = self._faiss.search(np.ascontiguousarray(questions), min(k, most), params=only)
            return scores, ids

    def _path(self, generation: int) -> Path:
        return self._folder / f"vectors-{generation}.faiss"

    def _load(self, generation: int, wanted: npt.NDArray[np.int64]) -> None:
        import faiss

        if not self.is_saved(generation):
            return
        # FAISS says of a damaged file only that it is a RuntimeError; the store gives all of it again.
        with contextlib.suppress(RuntimeError):
            loaded: Any = faiss.read_index(str(self._path(generation)))
            ids = np.sort(faiss.vector_to_array(loaded.id_map))
            if np.array_equal(ids, wanted):
                self._faiss, self._ids = loaded, ids
                return
        self._path(generation).unlink(missing_ok=True)

    def _update(self, store: Store, wanted: npt.NDArray[np.int64]) -> None:
        removed = np.setdiff1d(self._ids, wanted, assume_unique=True)
        added = np.setdiff1d(wanted, self._ids, assume_unique=True)
        if self._faiss is not None and len(removed):
            self._faiss.remove_ids(removed)
        for start in range(0, len(added), _MOST_ADDED):
            ids, vectors = store.sentence_vectors(added[start : start + _MOST_ADDED])
            if self._faiss is None:
                self._faiss = _empty_index(vectors.shape[1])
            self._faiss.add_with_ids(vectors, ids)
        self._ids = wanted


def _empty_index(dimensions: int) -> Any:  # noqa: ANN401
    import faiss

    return faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))


@contextlib.contextmanager
def _by_one_thread(dimensions: int) -> Iterator[None]:
    """Have FAISS search by the calling thread alone: with others it sums in another order. Each has its own number.

    Several questions are then one multiplication of matrices. From how many numbers on FAISS does so is set for many
    threads (in 1.15: 128,000, of all questions together); with one it is quicker from `_FEW` questions on, for 64 of
    them five times (https://github.com/facebookresearch/faiss/pull/5109). It is the process's own, so it is put back.
    """
    import faiss

    process: Any = faiss.cvar
    threads = faiss.omp_get_max_threads()
    with _ONE_SEARCH:
        from_numbers = process.distance_compute_blas_threshold
        faiss.omp_set_num_threads(1)
        process.distance_compute_blas_threshold = min(from_numbers, _FEW * dimensions)
        try:
            yield
        finally:
            process.distance_compute_blas_threshold = from_numbers
            faiss.omp_set_num_threads(threads)


def _only(ids: npt.NDArray[np.int64]) -> Any:  # noqa: ANN401
    """What makes FAISS pass over all vectors but these: a bit for each id, which is quickest to look up."""
    import faiss

    python_layer: Any = faiss
    wanted = np.zeros(int(ids.max()) + 1, dtype=bool)
    wanted[ids] = True
    return python_layer.SearchParameters(sel=python_layer.IDSelectorBitmap(np.packbits(wanted, bitorder="little")))
