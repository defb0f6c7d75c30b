"""Forms of callbacks: the script, attempts, opinions, reviews, filters."""
