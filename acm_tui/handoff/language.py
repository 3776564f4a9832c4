"""In which language the message is written."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from acm_tui.handoff.english import ENGLISH
from acm_tui.handoff.japanese import JAPANESE
from acm_tui.handoff.phrases import Phrases


class Language(enum.StrEnum):
    """A language of the message, by its ISO 639-1 code."""

    ENGLISH = "en"
    JAPANESE = "ja"

    @property
    def own_name(self) -> str:
        """The language's name as those who read it write it."""
        return _OWN_NAMES[self]

    @property
    def phrases(self) -> Phrases:
        """What the language has to say."""
        return _PHRASES[self]

    @property
    def other(self) -> Language:
        """The language that comes after this one."""
        every = list(Language)
        return every[(every.index(self) + 1) % len(every)]


_OWN_NAMES = {Language.ENGLISH: "English", Language.JAPANESE: "日本語"}
_PHRASES = {Language.ENGLISH: ENGLISH, Language.JAPANESE: JAPANESE}


def language_of(environment: Mapping[str, str]) -> Language:
    """The language of messages in *environment* (POSIX.1-2017, XBD §8.2: the first that is set decides).

    English where it says nothing, or a language in which there is no message.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(variable):
            japanese = locale.lower().partition(".")[0].partition("_")[0] == Language.JAPANESE
            return Language.JAPANESE if japanese else Language.ENGLISH
    return Language.ENGLISH
