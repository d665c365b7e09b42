"""The commands of `rag` but the first few, and what all share; `rag.cli` takes them up."""
