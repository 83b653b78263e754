"""An Ansible inventory: YAML, INI, or the JSON of ``ansible-inventory --list``.

Read: docs.ansible.com, "How to build your inventory". Templates and plugins are Ansible's own:
where they are used, ``ansible-inventory --list`` gives the outcome, and that is read as it is.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources import _ansible_ini
from netwatch.inventory.sources._files import number, path_of, remark_on, said, secrets_in, text_of
from netwatch.inventory.yaml_text import load, parse
from netwatch.model.source import Listed, Listing, SourceSettings

Vars = dict[str, Any]
_EVERY = ("all", "ungrouped")
_DEEPEST = 100
_ENDINGS = (".yml", ".yaml", ".json", "")
_PLAIN = re.compile(r"[\w.-]+")


@dataclass(slots=True)
class Tree:
    """Groups with their hosts, children and variables, as any of the forms gives them."""

    hosts: dict[str, Vars] = field(default_factory=dict)
    vars: dict[str, Vars] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the hosts of an inventory file. Raises InventoryError."""
    del token
    path = path_of(source)
    tree = _tree(path, text_of(path))
    beside = {} if path.suffix == ".json" else _beside(path.parent)
    secrets: set[str] = set()
    templated: list[str] = []
    devices = []
    for name in tree.hosts:
        groups = tuple(_groups_of(tree, name))
        values: Vars = {}
        for group in ("all", *reversed(groups)):
            values |= tree.vars.get(group, {}) | beside.get(("group_vars", group), {})
        values |= tree.hosts[name] | beside.get(("host_vars", name), {})
        secrets |= secrets_in(values)
        if any(
            "{{" in str(values.get(each, "")) for each in ("ansible_host", "ansible_network_os")
        ):
            templated.append(name)
            continue
        devices.append(_listed(source, name, values, groups))
    remarks = remark_on(path, secrets)
    if templated:
        advice = "save `ansible-inventory --list` to a file and name that"
        where = f"templates where address or platform stand ({templated[0]})"
        remarks = (*remarks, f"{len(templated)} hosts have {where}: {advice}")
    return Listing(tuple(devices), remarks)


def _listed(source: SourceSettings, name: str, values: Vars, groups: tuple[str, ...]) -> Listed:
    def own(what: str, *usual: str) -> str | None:
        names = (source.fields[what],) if what in source.fields else usual
        return next((found for each in names if (found := said(values.get(each)))), None)

    return Listed(
        name=name,
        address=own("address", "ansible_host", "ansible_ssh_host") or name,
        platform=own("platform", "ansible_network_os", "netmiko_device_type"),
        port=number(own("port", "ansible_port", "ansible_ssh_port")),
        site=own("site", "site"),
        role=own("role", "role", "device_role"),
        tags=tuple(sorted(each for each in groups if each not in _EVERY)),
        credentials=own("credentials", "netwatch_credentials"),
    )


def _tree(path: Path, text: str) -> Tree:
    if text.lstrip().startswith("{"):
        try:
            return _of_json(json.loads(text))
        except (ValueError, RecursionError):
            raise InventoryError(f"{path}: no JSON as ansible-inventory --list prints it") from None
    if path.suffix in {".yml", ".yaml"} or re.match(r"(?:---|all:|\w+:\s*$)", text.lstrip()):
        data, _ = parse(text, name=str(path))
        tree = Tree()
        for name, group in data.items() if isinstance(data, dict) else ():
            _add_group(tree, str(name), group, 0)
        return tree
    tree = Tree()
    for section in _ansible_ini.sections(path, text):
        for host, values in section.hosts:
            tree.hosts.setdefault(host, {}).update(values)
            tree.members.setdefault(section.group, []).append(host)
        tree.vars.setdefault(section.group, {}).update(section.vars)
        tree.children.setdefault(section.group, []).extend(section.children)
    return tree


def _of_json(data: object) -> Tree:
    if not isinstance(data, dict):
        raise InventoryError("ansible-inventory --list prints a mapping of groups")
    tree = Tree()
    kept = data.get("_meta")
    given = kept.get("hostvars") if isinstance(kept, dict) else None
    for name, group in data.items():
        if name != "_meta" and isinstance(group, dict):
            tree.members[name] = [str(each) for each in group.get("hosts") or ()]
            tree.children[name] = [str(each) for each in group.get("children") or ()]
            tree.vars[name] = _vars(group.get("vars"))
            for host in tree.members[name]:
                tree.hosts.setdefault(host, {})
    for host, values in (given or {}).items() if isinstance(given, dict) else ():
        tree.hosts.setdefault(str(host), {}).update(_vars(values))
    return tree


def _add_group(tree: Tree, name: str, group: object, depth: int) -> None:
    if not isinstance(group, dict) or depth > _DEEPEST:
        return
    tree.vars.setdefault(name, {}).update(_vars(group.get("vars")))
    hosts = group.get("hosts")
    for host, values in hosts.items() if isinstance(hosts, dict) else ():
        for each in _ansible_ini.expanded(str(host)):
            tree.hosts.setdefault(each, {}).update(_vars(values))
            tree.members.setdefault(name, []).append(each)
    children = group.get("children")
    for child, below in children.items() if isinstance(children, dict) else ():
        tree.children.setdefault(name, []).append(str(child))
        _add_group(tree, str(child), below, depth + 1)


def _vars(value: object) -> Vars:
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}


def _groups_of(tree: Tree, host: str) -> Iterator[str]:
    """Yield the groups of a host, the nearest first, each once; ``all`` is left out."""
    waiting = [name for name, members in tree.members.items() if host in members]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name == "all":
            continue
        seen.add(name)
        yield name
        waiting += [parent for parent, below in tree.children.items() if name in below]


def _beside(folder: Path) -> dict[tuple[str, str], Vars]:
    """Return the variables in ``group_vars`` and ``host_vars`` beside the inventory."""
    found: dict[tuple[str, str], Vars] = {}
    for kind in ("group_vars", "host_vars"):
        for path in sorted((folder / kind).glob("*")):
            if path.is_file() and path.suffix in _ENDINGS and _PLAIN.fullmatch(path.name):
                if text_of(path).startswith("$ANSIBLE_VAULT"):
                    continue
                data, _ = load(path, kind="Ansible variables")
                found.setdefault((kind, path.stem), {}).update(_vars(data))
    return found
