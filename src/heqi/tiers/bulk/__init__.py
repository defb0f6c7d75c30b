"""The file of a bulk classification: its columns, its rows as understood."""
