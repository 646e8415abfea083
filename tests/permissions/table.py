"""Reading and writing table.txt: one row for each address and method, one column for each who may come."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from malath.platform.access.rules import Role

TABLE = Path(__file__).parent / "table.txt"
NOBODY = "nobody"
SHORT = {
    Role.FOCAL_POINT: "FP", Role.CASE_WORKER: "CW", Role.COORDINATOR: "CO", Role.NETWORK_COORDINATOR: "NC",
    Role.DOCUMENTER: "DO", Role.LEGAL_OFFICER: "LO", Role.COMMUNICATIONS_OFFICER: "CM", Role.DIRECTOR: "DI",
    Role.VICTIMS_DELEGATE: "VD", Role.AUDITOR: "AU", Role.ADMINISTRATOR: "AD",
}  # fmt: skip
COLUMNS = [NOBODY, *(f"owning {role.value}" for role in SHORT), *(f"other {role.value}" for role in SHORT)]
METHODS = ("GET", "POST")
HEAD = """\
# What each may do at each address of Malath: the owning organisation's members, another organisation's, and nobody.
#
# ok   the page, or the act is done and answered by a page        go   done, or sent on: a redirect
# -    the same answer as for what does not exist (404)           in   sent to sign in
# bad  refused with what is wrong (an empty form: 4xx)            no   the address does not take this method (405)
# xx+  asked for the password or the second factor once more, and then xx
# pw   asked for it once more whatever was given just now           out  503
#
# FP focal point (sent the alert)         CW case worker (leads the case)      CO coordinator
# NC local network coordinator (of the case's network, and holds a grant)      DO documenter
# LO legal officer (on the team)          CM communications officer            DI director
# VD delegate of a victims' association (holds the seat of the testimony)
# AU auditor                              AD administrator
# POST is sent empty. test_table.py walks every row; `python -m tests.permissions.write` proposes rows for new addresses.
"""


@dataclass
class Row:
    """What each column may do at one address by one method."""

    route: str
    method: str
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.route, self.method

    def text(self, width: int) -> str:
        cells = [f"{self.codes[column]:4}" for column in COLUMNS]
        groups = [" ".join(cells[:1]), " ".join(cells[1 : 1 + len(SHORT)]), " ".join(cells[1 + len(SHORT) :])]
        return f"{self.route or '(home)':{width}} {self.method:4} | " + " | ".join(groups).rstrip()


def header(width: int) -> str:
    """The line that names the columns."""
    names = " ".join(f"{short:4}" for short in SHORT.values())
    return f"{'# address':{width}} how  | nob  | {names} | {names}".rstrip() + (
        f"\n{'#':{width}}      |      | {'of the owning organisation':{5 * len(SHORT) - 1}} | of another organisation"
    )


def read_table(path: Path = TABLE) -> dict[tuple[str, str], Row]:
    """The rows as they stand; an empty table where there is none."""
    rows: dict[tuple[str, str], Row] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        address, *groups = line.split(" | ")
        route, method = address.split()
        codes = [code for group in groups for code in group.split()]
        if len(codes) != len(COLUMNS):
            raise AssertionError(f"{path.name}:{number}: {len(codes)} columns, expected {len(COLUMNS)}")
        row = Row("" if route == "(home)" else route, method, dict(zip(COLUMNS, codes, strict=True)))
        if row.key in rows:
            raise AssertionError(f"{path.name}:{number}: {route} {method} stands twice")
        rows[row.key] = row
    return rows


def write_table(rows: list[Row], path: Path = TABLE) -> None:
    """Write all rows, in the order given."""
    width = max(len(row.route) for row in rows) + 1
    path.write_text("\n".join([HEAD, header(width), *(row.text(width) for row in rows)]) + "\n", encoding="utf-8")
