"""The inventory as it leaves the program: a table, CSV, JSON, and Markdown for the status meeting."""
