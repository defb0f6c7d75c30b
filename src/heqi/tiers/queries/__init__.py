"""Reading tiers: the ledger, proposals, contacts, the process, figures."""
