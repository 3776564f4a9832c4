"""The commands that need no terminal: arguments → text and exit code. They print nothing themselves."""
