"""Pages of the review: cases, questions to the viewer, who saw a customer, gates, the report."""
