"""In which language the message is written."""

from __future__ import annotations

import pytest

from acm_tui.handoff.language import Language, language_of


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, Language.ENGLISH),
        ({"LANG": "ja_JP.UTF-8"}, Language.JAPANESE),
        ({"LANG": "ja"}, Language.JAPANESE),
        ({"LANG": "JA.eucJP"}, Language.JAPANESE),
        ({"LANG": "jam_JM"}, Language.ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, Language.ENGLISH),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, Language.JAPANESE),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_GB"}, Language.ENGLISH),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "ja_JP", "LC_ALL": "C"}, Language.ENGLISH),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": ""}, Language.JAPANESE),
    ],
)
def test_the_locale_names_the_language(environment: dict[str, str], language: Language) -> None:
    assert language_of(environment) is language


def test_every_language_leads_to_the_next() -> None:
    assert Language.ENGLISH.other is Language.JAPANESE
    assert Language.JAPANESE.other is Language.ENGLISH
    assert [one.own_name for one in Language] == ["English", "日本語"]
