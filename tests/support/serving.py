"""``netwatch serve`` as a process of its own, with what it logs."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

PATIENCE_S = 60.0


class Serving:
    """``with Serving(folder, url) as service:`` starts it there; it is killed in the end."""

    def __init__(self, folder, url, *words, **surroundings):
        self.lines = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "netwatch", "serve", "--log-format", "json", *words],
            cwd=folder,
            env={
                **os.environ,
                "NETWATCH_STATE_DIR": str(folder / "state"),
                "NETWATCH_DATABASE_URL": url,
                **surroundings,
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()

    def _read(self):
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(json.loads(line) if line.startswith("{") else {"event": line})
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def events(self, event):
        return [each for each in self.lines if event in each["event"]]

    def until(self, event):
        """Wait for a log line and return it."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.events(event), PATIENCE_S)
        assert found, f"no {event!r} in {self.lines}"
        return found[0]

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        self.process.stderr.close()
        return code

    def kill(self):
        """End it as a power cut would."""
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        if not self.process.stderr.closed:
            self.wait()


def eventually(condition, what):
    """Wait until ``condition()`` is true and return its value."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"never: {what}")
