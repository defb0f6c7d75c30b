"""What reports are counted from, and the records behind their numbers."""
