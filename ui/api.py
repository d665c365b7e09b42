"""The endpoints of the page's server: what programs can ask of a library, under the names they have everywhere."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from rag.errors import RagError
from rag.programs import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.library import Library
    from rag.programs import Endpoint


def add_endpoints(library: Library) -> None:
    """Add every endpoint to the Blocks that are open; what one refuses is an error with the reason in words."""
    for endpoint in endpoints(library):
        api(_exposed(endpoint), api_name=endpoint.name, api_description=endpoint.described())


def _exposed(endpoint: Endpoint) -> Callable[..., dict[str, Any]]:
    names = [parameter.name for parameter in endpoint.parameters]

    @wraps(endpoint.function)  # for its signature, which Gradio describes
    def run(*given: object) -> dict[str, Any]:
        """What the endpoint gives."""
        try:
            return endpoint.call(dict(zip(names, given, strict=False)))
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return run
