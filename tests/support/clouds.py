"""A simulated cloud as the account of an inventory, in the stages of its replay."""

import contextlib
import shutil

import yaml

from netwatch import registry
from netwatch.lab.replay import REPLAYS

SECRET = "NETWATCH_LAB_TOKEN"


def stages(name):
    """Return the replay's cloud entry and its stages, each laid over ``before``."""
    told = yaml.safe_load((REPLAYS / f"{name}.yaml").read_text(encoding="utf-8"))["cloud"]
    first = told["stages"]["before"]
    return told, {stage: {**first, **(objects or {})} for stage, objects in told["stages"].items()}


@contextlib.contextmanager
def watched(name, folder, monkeypatch, **entry):
    """Serve the replay's cloud in stage ``before``, watched by an inventory in ``folder``."""
    told, objects = stages(name)
    lab = registry.unit("lab.clouds", told["platform"])
    with lab.Cloud(objects["before"]) as cloud:
        monkeypatch.setenv(SECRET, lab.CREDENTIALS.token)
        account = {each: told[each] for each in ("name", "platform", "account")}
        account |= {"endpoint": cloud.endpoint, "credentials": "lab", "timeout": 20, **entry}
        inventory = {
            "credentials": {"lab": {"username": "-", "token": {"env": SECRET}}},
            "clouds": [{key: value for key, value in account.items() if value is not None}],
        }
        (folder / "inventory.yaml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
        shutil.copy(REPLAYS / "policy.yaml", folder / "policy.yaml")
        yield cloud, objects
