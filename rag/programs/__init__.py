"""What programs ask of a library: endpoints of plain arguments and plain answers, and the MCP server made of them."""

from rag.programs.endpoint import Endpoint, Parameter
from rag.programs.endpoints import endpoints

__all__ = ["Endpoint", "Parameter", "endpoints"]
