"""Reading emergencies and outages."""
