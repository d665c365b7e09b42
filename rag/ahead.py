"""Making the next of something while one is used, so that a model and what Python does share the cores."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


def one_ahead(make: Callable[[T], U], items: Iterable[T]) -> Iterator[U]:
    """What `make` gives for each item, in order; the next is being made, in another thread, while one is used.

    Items are taken in the caller's thread, one before it is needed. Raises what `make` and the items raise, each in its
    turn.
    """
    with ThreadPoolExecutor(1, "ahead", _leave_a_core) as pool:
        waiting: Future[U] | None = None
        for item in items:
            following = pool.submit(make, item)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()


def _leave_a_core() -> None:
    """Have this thread compute on one core fewer than it would: the caller's thread is at work meanwhile.

    Only what OpenMP shares out, and of this thread alone: threads that wait for one another spin, and would take the
    caller's core from it. Results do not depend on the number.
    """
    torch = sys.modules.get("torch")
    if torch is None:  # nothing loaded that computes on several cores
        return
    from threadpoolctl import threadpool_limits

    threadpool_limits(max(1, torch.get_num_threads() - 1), user_api="openmp")
