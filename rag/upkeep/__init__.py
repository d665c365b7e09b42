"""Articles that a person adds to the folder, takes out of it and puts back."""
