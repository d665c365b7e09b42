"""What the pages with forms share: a place to drop a file, and the look of fields and buttons."""
