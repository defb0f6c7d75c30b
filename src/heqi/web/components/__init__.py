"""What the shared templates are made of: words for times and amounts, clocks, icons, sparks."""
