"""Pages of emergencies and outages."""
