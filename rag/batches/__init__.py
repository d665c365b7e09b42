"""A file of questions -> a file of answers."""
