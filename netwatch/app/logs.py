"""The daemon's log: one event a line, as JSON or text, with whatever a device said made visible."""

import logging
import sys
from collections.abc import Callable, MutableMapping
from enum import StrEnum
from typing import Any, Protocol

from netwatch.parsing.text import visible


class LogFormat(StrEnum):
    """How a line of the log looks."""

    JSON = "json"
    TEXT = "text"


class Log(Protocol):
    """Where events go; ``facts`` are named values."""

    def info(self, event: str, **facts: object) -> None:
        """Tell of something that went as it should."""

    def warning(self, event: str, **facts: object) -> None:
        """Tell of something a person may want to look at."""

    def error(self, event: str, **facts: object) -> None:
        """Tell of something that did not work."""


def open_log(form: LogFormat) -> Log:
    """Return the log on standard error; other libraries' warnings go there too."""
    import structlog

    logging.basicConfig(handlers=[_Relay(logging.WARNING)], level=logging.WARNING, force=True)
    # Its own words would tell what netwatch tells anyway, with a traceback.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL + 1)
    last: Callable[[Any, str, MutableMapping[str, Any]], str | bytes] = _text
    if form is LogFormat.JSON:
        last = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _escaped,
            last,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    return current_log()


def current_log() -> Log:
    """Return the log this process opened."""
    import structlog

    log: Log = structlog.get_logger()
    return log


class _Relay(logging.Handler):
    """Passes what libraries log through the same processors; never a traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        import structlog

        words = {"library": record.name}
        structlog.get_logger().warning(record.getMessage(), **words)


def _escaped(
    _logger: object, _method: str, facts: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {
        key: visible(value).replace("\n", "\\n") if isinstance(value, str) else value
        for key, value in facts.items()
    }


def _text(_logger: object, _method: str, facts: MutableMapping[str, Any]) -> str:
    moment, level = str(facts.pop("timestamp"))[:19] + "Z", facts.pop("level")
    event = facts.pop("event")
    rest = "".join(f" {key}={value}" for key, value in facts.items())
    mark = "" if level == "info" else f"{level}: "
    return f"{moment} {mark}{event}{rest}"
