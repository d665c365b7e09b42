"""A draft, or saved answers, against the articles: a verdict on every quotation."""
