"""Quotations with footnotes and bibliographies, in any citation style and form."""
