"""A file of questions, answered on a page."""
