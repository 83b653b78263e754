"""The root of every error a user may meet."""


class NetwatchError(Exception):
    """Something netwatch cannot go on with; the text is for people and says what to do next."""


class MissingError(NetwatchError):
    """What was asked for by name is not there."""
