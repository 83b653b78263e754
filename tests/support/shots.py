"""Screenshots of the console's pages: ``shots.py STATE_DIR OUT PATH...``, four a page.

Each at 1280 and 390 pixels, light and dark, as an admin who needs not sign in. Writes what the
browser's console complained of to stderr.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from support.chromium import ARGS, PATH
from support.console import FixedDesk, FixedGate

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

WIDTHS, THEMES = (1280, 390), ("light", "dark")


def serve(state):
    """Return a running server over the data in ``state``; nobody has to sign in."""
    inventory, policy = state / "inventory.yaml", state / "policy.yaml"
    settings = load_settings(state_dir=state, inventory=inventory, policy=policy)
    console = Console(desk=FixedDesk(Workspace(settings)), gate=FixedGate())
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", 0)
    server.start()
    return server


def shoot(state, out, paths):
    """Write ``out/<page>-<width>-<theme>.png`` for each of ``paths``."""
    out.mkdir(parents=True, exist_ok=True)
    server = serve(state)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PATH, args=ARGS)
        for width in WIDTHS:
            for theme in THEMES:
                size = {"width": width, "height": 900}
                page = chromium.new_page(viewport=size, color_scheme=theme)
                page.on("console", lambda said: sys.stderr.write(f"{said.type}: {said.text}\n"))
                for path in paths:
                    page.goto(f"http://127.0.0.1:{server.port}{path}")
                    name = path.strip("/").replace("/", "_").replace("?", "_") or "overview"
                    page.screenshot(path=out / f"{name}-{width}-{theme}.png", full_page=True)
        chromium.close()
    server.stop()


if __name__ == "__main__":
    shoot(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
