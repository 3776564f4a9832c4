"""Sandbox time: real time plus what the operator has let pass."""

from datetime import UTC, datetime, timedelta


class SandboxClock:
    """The one clock of the sandbox; it can be moved forward, never back."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The present moment in sandbox time (aware, UTC)."""
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Let time pass.

        Raises:
            ValueError: *by* is negative; certificates and countdowns would go backwards.
        """
        if by < timedelta(0):
            raise ValueError("sandbox time only moves forward")
        self.offset += by
