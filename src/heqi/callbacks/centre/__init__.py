"""The national centre's callbacks: what a result says, how a file of them is read."""
