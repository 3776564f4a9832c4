"""The small set of things that can go wrong, each with a sentence, a cause and a remedy.

Adapters turn what their libraries raise into these; screens and headless commands show nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from acm_tui.domain.redact import redact


class Trouble(Exception):  # noqa: N818 - a word the operator reads, not a programmer's Error
    """Something the operator must know: what happened, why, and what to do next.

    A trouble is shown, logged and kept in the journal; what looks like a credential in it is taken out here.

    Args:
        sentence: what happened, in one plain sentence.
        cause: why, as exactly as it is known (an AWS error code and message, an errno text); may be empty.
        remedy: the next thing to do.
    """

    exit_code: ClassVar[int] = 255

    def __init__(self, sentence: str, *, cause: str = "", remedy: str = "") -> None:
        self.sentence = redact(sentence)
        self.cause = redact(cause)
        self.remedy = redact(remedy)
        super().__init__(self.sentence)

    def plain(self) -> str:
        """The three parts as lines of text."""
        lines = [self.sentence]
        if self.cause:
            lines.append(f"Cause: {self.cause}")
        if self.remedy:
            lines.append(f"Next: {self.remedy}")
        return "\n".join(lines)


class UsageTrouble(Trouble):
    """The command line or the terminal is not one the program can work with."""

    exit_code = 252


class SettingsTrouble(Trouble):
    """Configuration or credentials are missing or wrong."""

    exit_code = 253


class KeysUnknown(SettingsTrouble):
    """AWS does not know the keys where it was asked: they are wrong, or of another partition or region."""


class SignInNeeded(SettingsTrouble):
    """A sign-in is over. ``command`` (program, arguments) begins another; empty where none is known."""

    def __init__(
        self, sentence: str, *, cause: str = "", remedy: str = "", command: tuple[str, ...] = ()
    ) -> None:
        super().__init__(sentence, cause=cause, remedy=remedy)
        self.command = command


class ServiceTrouble(Trouble):
    """AWS answered with an error. ``code`` is the service's own error code, ``operation`` the call."""

    exit_code = 254

    def __init__(
        self, sentence: str, *, cause: str = "", remedy: str = "", code: str = "", operation: str = ""
    ) -> None:
        super().__init__(sentence, cause=cause, remedy=remedy)
        self.code = code
        self.operation = operation


class NotFound(ServiceTrouble):
    """The certificate, listener or load balancer does not exist (any more)."""


class StillInUse(ServiceTrouble):
    """ACM refuses to delete a certificate that something holds, or held minutes ago."""


class OutcomeUnknown(ServiceTrouble):
    """The call was sent and no answer came: it may or may not have been carried out."""


class Unreachable(ServiceTrouble):
    """The endpoint could not be reached at all; nothing was sent."""


class Refused(Trouble):
    """The program itself refuses: a rule of its own would be broken. Nothing was changed."""


class PlanStale(Refused):
    """What the confirmed plan saw is no longer there."""


class JournalTrouble(Trouble):
    """The journal cannot be read or written. Nothing is changed in AWS before it is intended there."""

    exit_code = 253


class OutcomeUnwritten(JournalTrouble):
    """AWS was asked, and what became of it could not be written: the intent stays open until AWS is read."""


class SomebodyWasFirst(JournalTrouble):
    """Another writer appended to this migration since it was read."""


class Occupied(SomebodyWasFirst):
    """Another program is at work on this migration. AWS was not asked to change anything."""
