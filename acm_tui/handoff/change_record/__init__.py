"""The change record as it leaves the program: Markdown for a ticket, JSON for scripts. No secret is in it."""
