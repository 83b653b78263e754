"""Why a request is not answered as asked; each knows its HTTP status."""

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from netwatch.app.actor import NotAllOfItError
from netwatch.app.errands import BusyError
from netwatch.app.schedules import RunningError
from netwatch.model.errors import MissingError, NetwatchError
from netwatch.store.errors import StoreError
from netwatch.store.people_values import PeopleError
from netwatch.store.windows import WindowError


class WebError(NetwatchError):
    """A request that cannot be answered; the message is shown to the person."""

    status = 400


class NotSignedInError(WebError):
    """Nobody known asks."""

    status = 401


class ForbiddenError(WebError):
    """The person's role, or their limit to sites and tags, does not allow it."""

    status = 403


class NotFoundError(WebError):
    """There is no such thing, or none that this person may see: the two look the same."""

    status = 404


class ForgedError(WebError):
    """A form that did not come from a page of ours."""

    status = 403


_KNOWN = (
    (MissingError, 404),
    (NotAllOfItError, 403),
    (BusyError, 409),
    (RunningError, 409),
    (WindowError, 409),
    (PeopleError, 422),
    (StoreError, 503),
)


def status_of(error: Exception) -> int:
    """Return the HTTP status that says what kind of refusal it is."""
    match error:
        case WebError():
            return error.status
        case HTTPException():
            return error.status_code
        case NetwatchError():
            return next((status for kind, status in _KNOWN if isinstance(error, kind)), 422)
        case RequestValidationError():
            return 422
        case _:
            return 500


def message_of(error: Exception) -> str:
    """Return what is told of a refusal."""
    match error:
        case HTTPException():
            return str(error.detail)
        case RequestValidationError():
            first = error.errors()[0]
            return f"{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}"
        case NetwatchError():
            return str(error)
        case _:
            return "netwatch made a mistake here; its log says which"
