"""Whether a device ran through from one visit to another, by the start its uptime gives."""

from datetime import timedelta

from netwatch.model.image import Image

SAME_BOOT = timedelta(minutes=10)
"""Clocks drift and uptimes are printed in minutes: less than this is the same boot."""


def same_boot(before: Image | None, after: Image | None) -> bool | None:
    """Tell whether both visits saw one boot of the device; None when one did not say."""
    if before is None or after is None or before.booted_at is None or after.booted_at is None:
        return None
    return abs(after.booted_at - before.booted_at) <= SAME_BOOT
