"""The rule engine: pure decisions about dated rules, limits and clocks. No Django, no clock."""
