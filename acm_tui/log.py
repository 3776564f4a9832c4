"""The log: what the program did, for whoever has to find out afterwards.

Modules write to the ordinary loggers of ``logging``. Here is where their lines go: into one file, each line
harmless to a terminal and without what looks like a credential, tracebacks included. The log never stops the
program: where it cannot be written, that is said once.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from acm_tui import __version__
from acm_tui.domain.errors import Trouble
from acm_tui.domain.redact import redact
from acm_tui.log_file import LogFile
from acm_tui.text import safe

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
"""What can be set: everything; what was done; only what went wrong."""
DEFAULT = "info"

_OWN = "acm_tui"
_TALKATIVE = ("botocore", "boto3", "urllib3", "s3transfer")
"""Under INFO they write down headers and bodies, credentials among them (CVE-2019-14846)."""
_LONGEST = 4000
"""Characters of one message that are kept."""

# Before the log is started nobody prints what the program says to it.
logging.getLogger(_OWN).addHandler(logging.NullHandler())
_log = logging.getLogger(__name__)
_present: _Handler | None = None


def level_of(flag: str | None, environment: Mapping[str, str]) -> str:
    """The level that flag or environment name, for as long as the settings are not read."""
    return flag or environment.get("ACM_TUI_LOG_LEVEL") or DEFAULT


def start(file: Path, level: str, what: str, say: Callable[[str], None]) -> None:
    """Log into *file* from now on; where that is done already, nothing changes.

    Args:
        file: in a directory that is there and private.
        level: one of ``LEVELS``; another is taken for the default.
        what: is started, for the first line.
        say: takes the one sentence for the operator if the log cannot be written.
    """
    global _present
    if _present is not None and _present.path == file:
        return
    _detach()
    _present = _Handler(LogFile(file), say)
    logging.getLogger().addHandler(_present)
    set_level(level)
    threading.excepthook = _thread_failed
    sys.unraisablehook = _nobody_caught
    python = ".".join(map(str, sys.version_info[:3]))
    _present.put(f"acm-tui {__version__} starts: {what}, Python {python}, {sys.platform}")
    _present.say_what_failed()


def set_level(level: str) -> None:
    """Log what is at least of *level*, one of ``LEVELS``; another is taken for the default."""
    number = LEVELS.get(level, LEVELS[DEFAULT])
    logging.getLogger().setLevel(number)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.INFO))
    if _present is not None:
        _present.setLevel(number)


def stop(code: int) -> None:
    """Log that the program ends with *code*, and no more. What failed and was not said yet is said now."""
    if _present is not None:
        _present.put(f"ends with code {code}")
        _present.say_what_failed()
    _detach()


def _detach() -> None:
    global _present
    if _present is None:
        return
    logging.getLogger().removeHandler(_present)
    logging.getLogger().setLevel(logging.WARNING)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET)
    threading.excepthook, sys.unraisablehook = _present.hooks_before
    _present = None


def trouble(met: Trouble) -> None:
    """Log a trouble that the operator is told."""
    _log.warning("%s: %s", type(met).__name__, " ".join(met.plain().splitlines()))


def unexpected(error: BaseException) -> str:
    """Log a mistake of the program's own, and answer what to tell the operator: lines of plain text.

    The traceback is in the log; where there is none, it is in the answer.
    """
    _log.critical("a mistake in acm-tui itself", exc_info=error)
    sentence = "This is a mistake in acm-tui itself. What was changed in AWS is in the journal."
    if _present is None or _present.failed:
        return "\n".join((*_traceback(error), sentence))
    return f"{sentence}\n{type(error).__name__}; the details are in {_present.path}"


class _Handler(logging.Handler):
    """Writes what is admitted into the file; tells once if that cannot be done."""

    def __init__(self, file: LogFile, say: Callable[[str], None]) -> None:
        super().__init__()
        self.setFormatter(_Redacting())
        self.addFilter(_admitted)
        self._file = file
        self._say: Callable[[str], None] | None = say
        self.hooks_before = (threading.excepthook, sys.unraisablehook)
        self.failed = ""

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def put(self, line: str) -> None:
        """Write *line* whatever level is set: the others cannot be read without it."""
        self.handle(_log.makeRecord(_log.name, logging.INFO, "", 0, line, (), None))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._file.append(self.format(record))
        except Exception as error:  # noqa: BLE001 - whatever it is: the log must not stop the program
            self.failed = self.failed or f"The log {self.path} cannot be written: {redact(str(error))}"

    def say_what_failed(self) -> None:
        """Say once that it could not be written, if so."""
        if self.failed and self._say is not None:
            say, self._say = self._say, None
            say(self.failed)


def _admitted(record: logging.LogRecord) -> bool:
    """Below INFO only what is the program's own: no library is trusted with its details."""
    return record.levelno >= logging.INFO or record.name.partition(".")[0] == _OWN


class _Redacting(logging.Formatter):
    """One line a message, and the rows of a traceback indented below it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        head = f"{at:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03}Z {record.levelname:<8} {record.process}"
        rows = [f"{head} {record.name}: {safe(redact(record.getMessage()), longest=_LONGEST)}"]
        if record.exc_info and record.exc_info[1] is not None:
            rows += (f"    {row}" for row in _traceback(record.exc_info[1]))
        if record.stack_info:
            rows += (f"    {safe(row)}" for row in redact(record.stack_info).splitlines())
        return "\n".join(rows) + "\n"


def _traceback(error: BaseException) -> Iterator[str]:
    """The rows of its traceback, without variables, credentials or what a terminal would act on."""
    from traceback import format_exception

    for row in redact("".join(format_exception(error))).splitlines():
        yield safe(row)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        name = failed.thread.name if failed.thread else "a thread"
        _log.critical("%s has ended", name, exc_info=failed.exc_value)


def _nobody_caught(failed: sys.UnraisableHookArgs) -> None:
    if failed.exc_value is not None:
        _log.error("an error that nobody could catch", exc_info=failed.exc_value)
