"""Pages of the monthly appraisal."""
