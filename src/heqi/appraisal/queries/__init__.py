"""Reading months, sheets and years."""
