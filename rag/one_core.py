"""Multiplying on one core: on several, OpenBLAS sums in another order, and the last places of all results differ.

So that answers are the same, byte for byte, whatever machine and process they are made in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def one_core() -> Iterator[None]:
    """Have NumPy multiply on one core; one thread at a time, for the number of cores is the process's own."""
    with _ONE_AT_A_TIME, _blas().limit(limits=1):
        yield


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")
