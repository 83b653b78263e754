"""The libraries of one cloud are an extra; what to do when they are not installed."""

from netwatch.model.errors import NetwatchError


class MissingExtraError(NetwatchError):
    """A cloud account is to be asked and the libraries for it are not installed."""


def missing(extra: str, error: ImportError) -> MissingExtraError:
    """Return what to tell when ``error`` shows that the extra ``extra`` is not installed."""
    return MissingExtraError(
        f"asking {extra} needs the library {error.name}, which is not installed; "
        f"run pip install 'netwatch-drift[{extra}]'"
    )
