"""Headless Chromium for tests marked ``browser``: the machine's own, never a download."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

PATH = shutil.which("chromium") or shutil.which("google-chrome")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser; skip where there is none."""
    if PATH is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=PATH, args=ARGS)
        yield started
        started.close()


@pytest.fixture
def tab(chromium):
    """Return a function that opens a tab of its own session and fails on what it complains of."""
    said, contexts = [], []

    def note(message):
        # A provider's own pages are not ours, and a form that was refused is no accident.
        ours = message.location["url"].startswith(("http://127.0.0.1:", "https://127.0.0.1:"))
        if message.type == "error" and ours and "status of 422" not in message.text:
            said.append(message.text)

    def open_tab(width=1280, theme="light", **more):
        size = {"width": width, "height": 900}
        context = chromium.new_context(viewport=size, color_scheme=theme, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", note)
        page.on("pageerror", lambda each: said.append(str(each)))
        return page

    yield open_tab
    for each in contexts:
        each.close()
    assert not said, said
