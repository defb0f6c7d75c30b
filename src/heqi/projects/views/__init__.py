"""Pages of installation projects."""
