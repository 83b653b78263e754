"""The reading of a live Linux host from its answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from netwatch.model.mirror import Mirror, Tunnel
from netwatch.model.platform import BOOT, CAPTURES, CONFIG, VERSION
from netwatch.model.state import Answers, Reading
from netwatch.model.volume import PortCount
from netwatch.parsing.interface_counts import COUNTS
from netwatch.parsing.linux import config as linux_config
from netwatch.parsing.linux import posture
from netwatch.parsing.linux import system as linux_system
from netwatch.parsing.linux import tc as linux_tc
from netwatch.parsing.linux import tc_mirror as linux_tc_mirror
from netwatch.parsing.linux.config import Quotes, Section
from netwatch.parsing.linux.counts import at_ends, kernel_counts
from netwatch.parsing.linux.host import ADDRESS, LINK
from netwatch.parsing.linux.kernel import (
    ACTION,
    FDB,
    FIREWALLS,
    NFT,
    Kernel,
    missing,
    read_kernel,
)
from netwatch.parsing.linux.link import Link, by_name, read_links, resolve, tunnels
from netwatch.parsing.linux.packet import read_captures


@dataclass(frozen=True, slots=True)
class Extra:
    """What software on top of the kernel adds: sections, mirrors (None: not observed) and more.

    ``readers`` are programs whose packet sockets are that software's own way of working; ``counts``
    what its ports carried, by name.
    """

    sections: tuple[Section, ...] = ()
    mirrors: tuple[Mirror, ...] | None = ()
    tunnels: tuple[Tunnel, ...] | None = ()
    readers: frozenset[str] = frozenset()
    counts: Mapping[str, PortCount] | None = None
    warnings: tuple[str, ...] = ()


_NOTHING = Extra()
_PLAIN = ("os-release", "tainted", "verify")
_LISTED = ("packages",)


def read_live(answers: Answers, extra: Extra = _NOTHING) -> Reading:
    """Return the reading of a host; ``extra`` is what a platform on top of it read besides."""
    links = read_links(answers.get(LINK), answers.get(FDB))
    kernel = read_kernel(answers)
    config = linux_config.compose((*sections(answers, links, kernel), *extra.sections))
    quotes = Quotes(config)
    declared = _declared(answers, kernel, links, extra, quotes)
    whole = declared is not None and not missing(answers)
    return Reading(
        identity=linux_system.identity(answers),
        config=config if whole else None,
        declared=declared,
        operating=_operating(answers, kernel, declared, links, extra),
        tunnels=_tunnels(links, extra, quotes),
        dormant=(),
        unread=tuple(quotes.evidence(each, CONFIG) for each in kernel.unread),
        image=linux_system.image(answers),
        files=linux_system.files(answers),
        posture=posture.live(answers),
        counters=at_ends(declared or (), kernel_counts(answers.get(COUNTS)), extra.counts),
        warnings=(*kernel.warnings, *extra.warnings, *_programs(links or ())),
    )


def _declared(
    answers: Answers,
    kernel: Kernel,
    links: tuple[Link, ...] | None,
    extra: Extra,
    quotes: Quotes,
) -> tuple[Mirror, ...] | None:
    # Without the links no tunnel is resolved, and every mirror would look retargeted.
    if kernel.mirrors is None or extra.mirrors is None or links is None or FDB in missing(answers):
        return None
    ends = by_name(links)
    found = (resolve(each, ends) for each in (*kernel.mirrors, *extra.mirrors))
    return quotes.mirrors(found, CONFIG)


def _tunnels(
    links: tuple[Link, ...] | None, extra: Extra, quotes: Quotes
) -> tuple[Tunnel, ...] | None:
    if links is None or extra.tunnels is None:
        return None
    return quotes.tunnels((*tunnels(links, LINK), *extra.tunnels), CONFIG)


def _operating(
    answers: Answers,
    kernel: Kernel,
    declared: tuple[Mirror, ...] | None,
    links: Iterable[Link] | None,
    extra: Extra,
) -> tuple[Mirror, ...] | None:
    """Return what runs: the kernel's rules (they are both views), captures, unlisted actions.

    None unless all three were observed, since each alone would make the others look stopped.
    """
    captures = answers.get(CAPTURES)
    if declared is None or captures is None:
        return None
    ends = by_name(tuple(links or ()))
    actions = linux_tc.read_bound_copies(answers.get(ACTION)) or ()
    hidden = linux_tc_mirror.unlisted(actions, linux_tc_mirror.indexes(kernel.filters), ACTION)
    return (
        *declared,
        *(resolve(each, ends) for each in hidden),
        *read_captures(captures, CAPTURES, extra.readers),
    )


def _programs(links: tuple[Link, ...]) -> tuple[str, ...]:
    return tuple(
        f"{each.name} runs an XDP program, which cannot be read"
        for each in links
        if each.line.endswith(" xdp")
    )


def sections(
    answers: Answers, links: tuple[Link, ...] | None, kernel: Kernel
) -> tuple[Section, ...]:
    """Return the sections of the host's configuration text that were observed."""
    rules = (topic for topic in (NFT, *FIREWALLS) if topic in answers)
    texts = (topic for topic in (*_PLAIN, VERSION, BOOT) if topic in answers)
    found = (
        Section("links", tuple(each.line for each in links or ())),
        linux_config.addresses(answers.get(ADDRESS)),
        Section("tc filters", tuple(dict.fromkeys(each.line for each in kernel.filters))),
        *(linux_config.ruleset(topic, answers[topic]) for topic in rules),
        *(linux_config.plain(topic, answers[topic]) for topic in texts),
        *(linux_config.listing(topic, answers[topic]) for topic in _LISTED if topic in answers),
    )
    return tuple(each for each in found if each is not None)
