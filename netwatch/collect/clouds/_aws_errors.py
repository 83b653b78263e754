"""What boto3 raises -> why something could not be observed, and what to do next."""

from botocore import exceptions
from botocore.parsers import ResponseParserError

from netwatch.collect.errors import CollectError, quoted
from netwatch.model.snapshot import Reason

NOT_OFFERED = "UnsupportedOperation"
_POLICY = "netwatch platforms show aws --commands --format iam"
_STALE = frozenset({
    "ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId",
    "UnrecognizedClientException", "AuthFailure", "InvalidAccessKeyId", "IncompleteSignature",
    "SignatureDoesNotMatch", "MissingAuthenticationToken", "OptInRequired", "InvalidToken",
})  # fmt: skip
_REFUSED = frozenset({
    "UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "UnauthorizedAccess",
})  # fmt: skip
_BUSY = frozenset({
    "RequestLimitExceeded", "Throttling", "ThrottlingException", "ThrottledException",
    "TooManyRequestsException", "RequestThrottled", "BandwidthLimitExceeded",
    "PriorRequestNotComplete",
})  # fmt: skip
_SERVER_ERROR = 500
# All that asking AWS may raise.
MET = (
    CollectError,
    exceptions.BotoCoreError,
    exceptions.ClientError,
    exceptions.HTTPClientError,
    ResponseParserError,
)
_NO_LOGIN = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.TokenRetrievalError,
    exceptions.SSOError,
    exceptions.ProfileNotFound,
    exceptions.MetadataRetrievalError,
    exceptions.ConfigParseError,
    exceptions.InvalidConfigError,
    exceptions.RefreshWithMFAUnsupportedError,
)
_UNREACHABLE = (
    exceptions.EndpointConnectionError,
    exceptions.ConnectTimeoutError,
    exceptions.ProxyConnectionError,
    exceptions.SSLError,
)
_ODD_ANSWER = (exceptions.ConnectionClosedError, exceptions.PaginationError)


def explained(error: Exception, command: str) -> CollectError:
    """Return ``error``, one of MET, as the failure of the question ``command``."""
    if isinstance(error, CollectError):
        return CollectError(error.reason, error.detail, error.command or command)
    if isinstance(error, exceptions.ClientError):
        return _refused(error, command)
    reason, detail = _failed(error)
    return CollectError(reason, detail, command)


def code_of(error: exceptions.ClientError) -> str:
    """Return the code AWS gave, made of plain characters."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code[:80] if code[:80].isalnum() else quoted(code, 80)


def _refused(error: exceptions.ClientError, command: str) -> CollectError:
    code = code_of(error)
    answer = error.response
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    # The text of a refused signature quotes the request, the session token with it.
    said = (
        "" if "Signature" in code else f": {quoted(str(answer['Error'].get('Message', '')), 200)}"
    )
    told = f"AWS answers {code}{said}"
    if code in _REFUSED:
        detail = f"{told}; allow {command.partition(' ')[0]} to this role ({_POLICY})"
        return CollectError(Reason.AUTH_FAILED, detail, command)
    if code in _STALE:
        region = command.partition(" ")[2]
        else_ = f", or leave {region} out with `regions:`" if region else ""
        detail = f"{told}; renew the credentials{else_}"
        return CollectError(Reason.AUTH_FAILED, detail, command)
    if code in _BUSY:
        detail = f"{told} after several tries; ask less often, or raise the account's limit"
        return CollectError(Reason.INCOMPLETE, detail, command)
    if isinstance(status, int) and status >= _SERVER_ERROR:
        return CollectError(Reason.INCOMPLETE, f"{told}; try again later", command)
    detail = f"{told}; look the code up in the service's API reference"
    return CollectError(Reason.COMMAND_REJECTED, detail, command)


def _failed(error: Exception) -> tuple[Reason, str]:
    said = quoted(str(error), 200)
    if isinstance(error, _NO_LOGIN):
        return Reason.AUTH_FAILED, f"no usable AWS credentials: {said}; {_LOGIN}"
    if isinstance(error, _UNREACHABLE):
        return Reason.UNREACHABLE, f"no connection: {said}; look at name resolution and proxy"
    if isinstance(error, exceptions.ReadTimeoutError):
        return Reason.TIMEOUT, f"no answer: {said}; try again, or raise the account's timeout"
    if isinstance(error, ResponseParserError):
        return Reason.INCOMPLETE, "the answer is no whole AWS answer; is a proxy in between?"
    if isinstance(error, _ODD_ANSWER):
        return Reason.INCOMPLETE, f"the answer broke off: {said}; try again"
    return Reason.COMMAND_REJECTED, f"boto3 cannot ask it: {said}; correct the account's entry"


_LOGIN = "name `credentials:` for this account, or give netwatch a role of its own"
