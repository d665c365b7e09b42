"""The articles: a table of them; adding, removing and correcting."""
