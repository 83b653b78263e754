"""Where an SR OS router tells what happens, and what it keeps quiet: syslog, traps, flows."""

from netwatch.model.platform import CONFIG
from netwatch.parsing.nokia.sros_tree import is_on, said
from netwatch.parsing.posture.traits import Traits
from netwatch.parsing.word_tree import Branch

_QUIET = frozenset(("description", "name"))


def logs(root: Branch, found: Traits) -> None:
    """Add the log targets and settings below ``log`` and the collectors of ``cflowd``."""
    log = root.at("log")
    for _, server in log.named("syslog"):
        address = server.first("address")
        if address:
            words = [f"udp {server.first('port') or '514'}"]
            level = server.first("level") or server.first("severity")
            words += [f"level {level}"] if level else []
            found.add("log_targets", address, " ".join(words), server.quote(CONFIG))
    for _, group in log.named("snmp-trap-group"):
        for name, target in group.named("trap-target"):
            address = target.first("address") or name
            found.add("log_targets", f"snmp {address}", "", target.quote(CONFIG))
    for name, each in log.named("log-id"):
        value = "off" if is_on(each) is False else "; ".join(said(each, _QUIET))
        found.add("log_settings", f"log-id {name}", value, each.quote(CONFIG))
    for word in ("event-control", "event"):
        for application, events in log.named(word):
            for number, each in events.below.items():
                how = "suppress" if _is_suppressed(each) else " ".join(each.said())
                found.add("log_settings", f"{word} {application} {number}", how, each.quote(CONFIG))
    _flows(root.at("cflowd"), found)


def _is_suppressed(event: Branch) -> bool:
    return "suppress" in event.below or event.first("generate") == "false"


def _flows(cflowd: Branch, found: Traits) -> None:
    """Add the collectors; classic writes the port behind the address, MD-CLI as a word."""
    if is_on(cflowd) is False:
        return
    for name, collector in cflowd.named("collector"):
        if is_on(collector) is False:
            continue
        address, mark, port = name.rpartition(":")
        bare = address.strip("[]") if mark and port.isdecimal() and "." in address else name
        number = collector.first("port") or (port if bare != name else "")
        found.add("log_targets", f"flow {bare}", f"udp {number}".strip() if number else "",
                  collector.quote(CONFIG))  # fmt: skip
