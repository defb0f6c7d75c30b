"""Pages of the policies: ``compendium`` (documents, clauses, queries), ``measured`` (how they are
kept)."""
