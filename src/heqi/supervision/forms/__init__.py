"""Forms of the supervision network."""
