"""Pages of safety checks: plans, checks, hazards, full checks, figures, and the phone."""
