"""Two files of answers -> what changed."""
