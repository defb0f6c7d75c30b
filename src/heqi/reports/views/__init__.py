"""Pages of reports and checks."""
