"""Taking over what a company has: files become customers, or nothing at all."""
