"""Reading: an article as a page shows it, with its quotations marked."""
