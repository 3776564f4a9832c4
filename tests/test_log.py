"""The log: every line harmless and without credentials, and never a reason for the program to stop."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from acm_tui import __version__, log
from acm_tui.domain.errors import ServiceTrouble
from tests.domain.credentials import KEY_ID, KEY_LINE, SECRET, SENTENCES

OWN = logging.getLogger("acm_tui.aws.following")
TALKATIVE = ("botocore.endpoint", "boto3.resources", "urllib3.connectionpool", "s3transfer.tasks")


@pytest.fixture
def said() -> list[str]:
    """What the operator was told of the log."""
    return []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acm-tui.log"


@pytest.fixture(autouse=True)
def ends() -> Iterator[None]:
    """Nothing is logged any more when the test is over."""
    yield
    log.stop(0)
    assert not [one for one in logging.getLogger().handlers if type(one).__module__ == "acm_tui.log"]


def start(file: Path, said: list[str], level: str = "info") -> None:
    log.start(file, level, "the wizard", said.append)


def rows(file: Path) -> list[str]:
    """The lines without their time and process."""
    return [row.split(maxsplit=3)[-1] if row[0].isdigit() else row for row in file.read_text().splitlines()]


def test_it_says_what_starts_and_how_it_ends_whatever_the_level(file: Path, said: list[str]) -> None:
    start(file, said, "warning")
    OWN.info("not at this level")
    OWN.warning("this is")
    log.stop(254)
    first, middle, last = file.read_text().splitlines()
    assert f"acm-tui {__version__} starts: the wizard, Python {sys.version_info[0]}." in first
    assert middle.endswith("WARNING  " + middle.split("WARNING  ")[1])
    assert middle.endswith("acm_tui.aws.following: this is")
    assert last.endswith("ends with code 254")
    assert said == []


def test_a_line_has_its_time_level_process_and_place(file: Path, said: list[str]) -> None:
    start(file, said)
    OWN.info("something was done")
    at, level, process, place, *text = file.read_text().splitlines()[-1].split()
    assert at.endswith("Z")
    assert len(at) == len("2026-11-28T02:00:05.123Z")
    assert (level, place, text) == ("INFO", "acm_tui.aws.following:", ["something", "was", "done"])
    assert process.isdigit()


@pytest.mark.parametrize(
    ("level", "kept"),
    [("debug", ["debug", "info", "warning"]), ("info", ["info", "warning"]), ("warning", ["warning"])],
)
def test_the_level_says_how_much(file: Path, said: list[str], level: str, kept: list[str]) -> None:
    start(file, said, level)
    for one in ("debug", "info", "warning"):
        OWN.log(log.LEVELS[one], "at %s", one)
    assert [row.split()[-1] for row in rows(file)[1:]] == kept


def test_the_level_can_be_set_later_and_an_unknown_one_is_the_default(file: Path, said: list[str]) -> None:
    start(file, said, "loud")
    OWN.debug("before")
    log.set_level("debug")
    OWN.debug("after")
    assert [row.split()[-1] for row in rows(file)[1:]] == ["after"]


@pytest.mark.parametrize("name", TALKATIVE)
def test_libraries_that_write_down_credentials_do_not_get_under_info(
    file: Path, said: list[str], name: str
) -> None:
    start(file, said, "debug")
    library = logging.getLogger(name)
    assert not library.isEnabledFor(logging.DEBUG)
    library.debug("at the logger")
    # Whoever sets the level of a logger does not get past the file's own door.
    library.setLevel(logging.DEBUG)
    try:
        library.debug("at the door")
        library.info("what was done")
        logging.getLogger("httpcore.http11").debug("another library")
    finally:
        library.setLevel(logging.NOTSET)
    assert [row.split(": ")[1] for row in rows(file)[1:]] == ["what was done"]


@pytest.mark.parametrize(("sentence", "secrets"), SENTENCES.values(), ids=SENTENCES)
def test_no_credential_is_written_as_text_argument_or_in_a_traceback(
    file: Path, said: list[str], sentence: str, secrets: tuple[str, ...]
) -> None:
    start(file, said, "debug")
    OWN.info("it said %s", sentence)
    error = _met(sentence)
    error.add_note(sentence)
    OWN.error("it failed with %s", sentence, exc_info=error)
    log.unexpected(error)
    log.trouble(ServiceTrouble(sentence, cause=sentence))
    written = file.read_text()
    assert "ValueError: " in written
    assert not [secret for secret in secrets if secret in written]


def test_a_private_key_over_many_lines_of_a_traceback_is_taken_out(file: Path, said: list[str]) -> None:
    start(file, said)
    key = f"-----BEGIN PRIVATE KEY-----\n{KEY_LINE}\nshort==\n-----END PRIVATE KEY-----"
    OWN.error("failed", exc_info=_met(f"cannot be parsed:\n{key}\nat line 1"))
    written = file.read_text()
    assert "short==" not in written
    assert "at line 1" in written


def test_a_message_is_one_line_that_no_terminal_acts_upon(file: Path, said: list[str]) -> None:
    start(file, said)
    OWN.info("%s", "\x1b]52;c;cm0=\x07\n2026-11-28T02:00:05.123Z INFO 1 acm_tui: forged\u202e")
    OWN.error("failed", exc_info=_met("\x1b[2J\rforged\u202e"))
    written = file.read_text()
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(written)
    assert len([row for row in written.splitlines() if row[0].isdigit()]) == 3
    assert "␛]52;c;cm0=␇␊2026" in written


def test_a_message_that_never_ends_is_cut(file: Path, said: list[str]) -> None:
    start(file, said)
    OWN.info("x" * 1_000_000)
    assert file.stat().st_size < 10_000


def test_a_trouble_is_logged_with_its_cause(file: Path, said: list[str]) -> None:
    start(file, said)
    log.trouble(ServiceTrouble("You may not.", cause="AccessDenied: no", remedy="Ask."))
    assert (
        file.read_text()
        .splitlines()[-1]
        .endswith("acm_tui.log: ServiceTrouble: You may not. Cause: AccessDenied: no Next: Ask.")
    )


def test_where_it_cannot_be_written_that_is_said_once_and_the_program_goes_on(
    file: Path, said: list[str]
) -> None:
    file.mkdir()
    start(file, said)
    OWN.info("lost")
    log.trouble(ServiceTrouble("lost too"))
    log.stop(0)
    (sentence,) = said
    assert sentence.startswith(f"The log {file} cannot be written: ")


def test_what_fails_later_is_said_at_the_end_and_the_log_goes_on_once_it_can(
    tmp_path: Path, said: list[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    file = data / "acm-tui.log"
    start(file, said)
    data.rename(tmp_path / "elsewhere")
    OWN.info("lost")
    assert said == []
    (tmp_path / "elsewhere").rename(data)
    OWN.info("there again")
    log.stop(0)
    assert [row.split(": ")[-1] for row in rows(file)[1:]] == ["there again", "ends with code 0"]
    (sentence,) = said
    assert "cannot be written" in sentence


def test_a_line_that_cannot_be_formatted_stops_nothing(
    file: Path, said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    start(file, said)
    (handler,) = (one for one in logging.getLogger().handlers if type(one).__module__ == "acm_tui.log")
    handler.handle(OWN.makeRecord(OWN.name, logging.INFO, "", 0, "%d of them", (SECRET,), None))
    OWN.info("goes on")
    assert rows(file)[-1].endswith("goes on")
    assert capsys.readouterr() == ("", "")


def test_the_same_file_is_not_begun_twice(file: Path, said: list[str]) -> None:
    start(file, said)
    start(file, said, "debug")
    assert len(rows(file)) == 1


def test_a_mistake_of_the_program_is_logged_in_full_and_told_in_a_sentence(
    file: Path, said: list[str]
) -> None:
    start(file, said)
    told = log.unexpected(_met(f"with {KEY_ID}"))
    assert told.splitlines() == [
        "This is a mistake in acm-tui itself. What was changed in AWS is in the journal.",
        f"ValueError; the details are in {file}",
    ]
    written = file.read_text()
    assert "Traceback (most recent call last):" in written
    assert "ValueError: with [redacted]" in written


@pytest.mark.parametrize("logging_at_all", [False, True])
def test_where_there_is_no_log_the_traceback_is_told_too(
    file: Path, said: list[str], logging_at_all: bool
) -> None:
    if logging_at_all:
        file.mkdir()
        start(file, said)
    told = log.unexpected(_met(f"with {KEY_ID}")).splitlines()
    assert told[0] == "Traceback (most recent call last):"
    assert told[-2] == "ValueError: with [redacted]"
    assert told[-1].startswith("This is a mistake in acm-tui itself.")


def _met(text: str) -> ValueError:
    try:
        _raise(text)
    except ValueError as error:
        return error
    raise AssertionError


def _raise(text: str) -> None:
    raise ValueError(text)


def test_a_thread_that_ends_with_an_error_is_logged_and_not_printed(
    file: Path, said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    start(file, said)
    thread = threading.Thread(target=_raise, args=(f"with {KEY_ID}",), name="monitor")
    thread.start()
    thread.join()
    written = file.read_text()
    assert "CRITICAL" in written
    assert "monitor has ended" in written
    assert "ValueError: with [redacted]" in written
    assert capsys.readouterr() == ("", "")


def test_an_error_that_nobody_can_catch_is_logged(
    file: Path, said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    class Careless:
        def __del__(self) -> None:
            _raise(f"with {KEY_ID}")

    start(file, said)
    Careless()
    assert "ValueError: with [redacted]" in file.read_text()
    assert capsys.readouterr() == ("", "")


def test_afterwards_everything_is_as_it_was(file: Path, said: list[str]) -> None:
    before = (threading.excepthook, sys.unraisablehook, logging.getLogger("botocore").level)
    start(file, said, "debug")
    log.stop(0)
    assert (threading.excepthook, sys.unraisablehook, logging.getLogger("botocore").level) == before
    OWN.error("nobody keeps this")
    assert len(rows(file)) == 2
