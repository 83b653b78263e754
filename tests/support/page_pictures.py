"""The screenshots of README and docs, drawn anew from a fresh demonstration: no arguments."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright
from support.chromium import ARGS, PATH
from support.shots import serve

from netwatch.lab.demo import perform

OUT = Path(__file__).parents[2] / "docs" / "images"
PICTURES = (
    ("console-overview", "/", 1280, 860, "light"),
    ("console-map", "/map", 1280, 860, "light"),
    ("console-diff", "/devices/core-rtr1/diff", 1280, 860, "dark"),
    ("console-device", "/devices/wan-rtr1", 1280, 1100, "light"),
    ("console-phone", "/", 390, 860, "dark"),
)


def draw(folder):
    """Play the demonstration into ``folder`` and write every picture."""
    for _ in perform(folder, lambda _number: lambda checked: checked):
        pass
    server = serve(folder)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PATH, args=ARGS)
        for name, path, width, height, theme in PICTURES:
            size = {"width": width, "height": height}
            page = chromium.new_page(viewport=size, color_scheme=theme)
            page.goto(f"http://127.0.0.1:{server.port}{path}")
            page.wait_for_timeout(1500)
            page.screenshot(path=OUT / f"{name}.png")
        chromium.close()
    server.stop()


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        draw(Path(made) / "demo")
