"""Pages of meter reading: for who plans and reviews, and for the phone."""
