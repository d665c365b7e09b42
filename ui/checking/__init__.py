"""A draft's quotations, checked on a page."""
