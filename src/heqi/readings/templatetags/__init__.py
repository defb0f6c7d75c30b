"""Template tags of meter reading."""
