"""Pages of callbacks: the list, the call, opinions, draws, reviews, figures."""
