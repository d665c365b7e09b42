"""`python -m rag`, for where the command itself is not on the path."""

from rag.cli import main

main()
