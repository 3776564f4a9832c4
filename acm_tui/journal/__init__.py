"""The append-only store of events. The journal is the state."""
