"""What can be wrong with files people write; the message is what the user reads."""

from netwatch.model.errors import NetwatchError


class InventoryError(NetwatchError):
    """The inventory or policy cannot be used; the text says where and what to do."""


class SecretError(NetwatchError):
    """A secret reference could not be resolved; the text never holds a secret."""
