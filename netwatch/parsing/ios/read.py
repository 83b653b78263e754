"""The answers of an IOS or IOS XE device -> one reading; shared by both platforms."""

from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import CAPTURES, CONFIG, JOURNAL, MIRRORS, STARTUP
from netwatch.model.posture import Counter
from netwatch.model.state import Answers, Reading
from netwatch.parsing.command_log import archived
from netwatch.parsing.interface_counts import listed, with_counts
from netwatch.parsing.ios import config as ios_config
from netwatch.parsing.ios import image as ios_image
from netwatch.parsing.ios import monitor as ios_monitor
from netwatch.parsing.ios.capture import captures
from netwatch.parsing.ios.export_state import EXPORTS, exports
from netwatch.parsing.ios.tunnels import resolve
from netwatch.parsing.neighbours import neighbours
from netwatch.parsing.posture.changed import last_change, without_last_change
from netwatch.parsing.posture.shown import with_shown
from netwatch.parsing.saved_from import SAVED_FROM


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config = answers.get(CONFIG)
    said = ios_config.read(config) if config is not None else None
    operating, unread, doubts = _operating(answers)
    image, remarks = ios_image.image(answers)
    observed = said is not None or bool(unread) or MIRRORS in answers
    return Reading(
        identity=ios_image.identity(answers, said.hostname if said else None),
        config=without_last_change(config),
        startup=without_last_change(answers.get(STARTUP)),
        declared=said.declared if said else None,
        operating=resolve(operating, said.tunnels) if operating and said else operating,
        tunnels=said.tunnels if said else None,
        dormant=said.dormant if said else None,
        unread=((*(said.unread if said else ()), *unread)) if observed else None,
        image=image,
        files=ios_image.files(answers),
        journal=archived(answers.get(JOURNAL)),
        posture=with_shown(said.posture if said else None, answers),
        neighbours=neighbours(answers),
        counters=with_counts(_changes(config, answers.get(STARTUP)), listed(answers)),
        warnings=(*(said.warnings if said else ()), *doubts, *remarks),
    )


def _changes(config: str | None, startup: str | None) -> tuple[Counter, ...] | None:
    """Return when the running configuration was changed, and the one that was saved from it."""
    running, saved = last_change(config), last_change(startup, STARTUP)
    if running is None or saved is None:
        return running
    return (*running, *(replace(each, name=SAVED_FROM) for each in saved))


def _operating(
    answers: Answers,
) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...], tuple[str, ...]]:
    """Join sessions, captures and exports as they run.

    Without the answer about sessions nothing may be called absent, so what else was seen running
    is then handed on as unread lines: it is neither lost nor taken for the whole.
    """
    running = (*captures(answers.get(CAPTURES, "")), *exports(answers.get(EXPORTS, "")))
    text = answers.get(MIRRORS)
    if text is None:
        lines = tuple(line for each in running if each.enabled for line in each.evidence)
        return None, lines, ()
    found = ios_monitor.operating(text)
    return (*found.mirrors, *running), tuple(found.unread), tuple(found.warnings)
