"""The files a new user starts from."""

from importlib.resources import files
from pathlib import Path

from netwatch.model.errors import NetwatchError

_POLICY = """\
# What is allowed here. An approval explains a finding, it never hides one.

prefixes: [] # your own address space, for example [192.0.2.0/24, 2001:db8::/32]

collectors: [] # for example - {address: 192.0.2.50/32, name: ids-sensor-1}

approvals: []
# - devices: [core-*]
#   sources: ["Gi1/0/*"]
#   destinations: [192.0.2.50]
#   owner: soc
#   ticket: CHG1234
#   expires: 2026-12-31

image_approvals: [] # for example - {version: 17.09.05, models: ["C9300*"], ticket: CHG1235}

drift_approvals: [] # for example - {rules: [config-drift], devices: [lab-*], ticket: CHG1236}

approvals_need_two: false # true: who grants with `netwatch approve` is not who asked

severities: {} # for example {config-drift: info}

ignores: [] # for example - {rule: config-drift, device: "lab-*", reason: "a playground"}
"""


class StarterError(NetwatchError):
    """The starting files cannot be written."""


def write_starter(folder: Path, *, replace: bool) -> tuple[Path, ...]:
    """Write inventory.yaml and policy.yaml into ``folder``; return their paths.

    Raises StarterError when one is there already (and not to be replaced) or cannot be written.
    """
    texts = {"inventory.yaml": example_inventory(), "policy.yaml": _POLICY}
    paths = tuple(folder / name for name in texts)
    for path in paths:
        if path.exists() and not replace:
            raise StarterError(f"{path} is there already; use --force to overwrite it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StarterError(f"cannot write into {folder}: {error.strerror}") from None
    return paths


def example_inventory() -> str:
    """Return inventory.example.yaml, from the wheel or from the checkout."""
    packaged = files("netwatch") / "_data" / "inventory.example.yaml"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "inventory.example.yaml").read_text(encoding="utf-8")
