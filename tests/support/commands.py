"""``netwatch`` run within the tests' own process."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass

from netwatch.cli import main as cli


@dataclass
class Result:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def netwatch(monkeypatch, folder):
    """Return a function that runs ``netwatch WORDS`` as a user would, in ``folder``."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NETWATCH_STATE_DIR", str(folder / "state"))

    def go(*words):
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["netwatch", *map(str, words)])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
                code = 0
            except SystemExit as ended:
                code = ended.code or 0
        assert "Traceback" not in err.getvalue()
        return Result(code, out.getvalue(), err.getvalue())

    return go
