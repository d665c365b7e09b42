"""A page of a PDF as it looks, with the place on it of any stretch of the document's text."""
