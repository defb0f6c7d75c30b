"""Pages of rewards and penalties."""
