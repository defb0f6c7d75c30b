"""Pages of customers: files of customers, supply, places, tasks, duplicates, steps."""
