"""Tags of safety checks."""
