"""What can go wrong when somebody proves who they are."""

from netwatch.model.errors import NetwatchError


class IdentityError(NetwatchError):
    """Nobody was proven to be anybody; the message says what to do next, and no secret."""


class PasswordError(IdentityError):
    """A password that cannot be taken; the message says why."""


class ProviderError(IdentityError):
    """The OpenID provider did not answer, or answered what cannot be trusted."""


class DirectoryError(IdentityError):
    """The directory did not answer, or is not set up as it must be."""
