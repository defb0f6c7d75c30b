"""Pages: ``register``, ``drafts``, ``clauses``, ``rules``, ``figures``, ``checks``, ``compare``."""
