"""netwatch: who copies traffic, what code runs, and did the change window do what it said."""

from netwatch._version import __version__

__all__ = ["__version__"]
