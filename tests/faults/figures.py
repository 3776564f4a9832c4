"""The figures of the long form: a line for each pair, kept where ``ACM_FAULT_FIGURES`` says."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.faults.judge import Verdict

COLUMNS = ("runs", "duplicates", "repeats", "lost", "stray", "untrue", "again")


class Figures:
    """Takes down what came of the runs of one pair."""

    def __init__(self) -> None:
        self._file = os.environ.get("ACM_FAULT_FIGURES")

    def note(self, mutation: str, fault: str, verdicts: Iterable[Verdict]) -> None:
        """One line of JSON, behind those that are there."""
        if self._file is None:
            return
        given = list(verdicts)
        counted = {name: sum(bool(getattr(one, name)) for one in given) for name in COLUMNS[1:-1]}
        line = {
            "mutation": mutation,
            "fault": fault,
            "runs": len(given),
            **counted,
            "again": sum(one.again for one in given),
        }
        with Path(self._file).open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")


def table(lines: Iterable[str]) -> str:
    """Those lines as a table in Markdown: a row for each change, and the sum."""
    rows: dict[str, dict[str, int]] = {}
    for line in map(json.loads, lines):
        for name in (line["mutation"], "all"):
            row = rows.setdefault(name, dict.fromkeys(COLUMNS, 0))
            for column in COLUMNS:
                row[column] += line[column]
    rows["all"] = rows.pop("all")
    head = ["change", *COLUMNS]
    body = [[name, *(str(row[column]) for column in COLUMNS)] for name, row in rows.items()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *body))


if __name__ == "__main__":
    print(table(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()))  # noqa: T201 - what it is for
