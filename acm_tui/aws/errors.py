"""What botocore raises, turned into the program's own errors: a sentence, the cause, the next thing to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from acm_tui.aws.attempts import Attempts, followed, never_left
from acm_tui.aws.refusals import answered
from acm_tui.aws.region_names import unheard_of
from acm_tui.domain.errors import OutcomeUnknown, ServiceTrouble, SettingsTrouble, Trouble, Unreachable


@contextmanager
def translated(operation: str, *, mutating: bool = False) -> Iterator[None]:
    """Raise what goes wrong in the one AWS call inside as a :class:`Trouble`.

    Args:
        operation: the call by its IAM action, ``acm:RequestCertificate``.
        mutating: the call changes something, so a lost answer leaves its outcome open.

    Raises:
        SettingsTrouble: profile, region or credentials are missing, wrong or expired.
        Unreachable: no connection came about; nothing was sent.
        OutcomeUnknown: the call was sent and not answered, or not in full; for a *mutating* call also after
            a 5xx, and whatever the last attempt said when an earlier one may have been carried out.
        NotFound, StillInUse, ServiceTrouble: AWS answered with an error, or somebody else did in its place;
            nothing was changed.
    """
    with followed() as attempts:
        try:
            yield
        except Exception as error:
            trouble = _trouble(error, operation, mutating, attempts)
            if trouble is None:
                raise
            raise trouble from error


def _trouble(error: Exception, operation: str, mutating: bool, attempts: Attempts) -> Trouble | None:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    if isinstance(error, Trouble):
        # Whoever was asked before this attempt said no; an earlier one may have been carried out.
        return _unknown(error, operation) if mutating and attempts.unclear else None
    if isinstance(error, ResponseParserError):
        return _unknown(error, operation) if mutating else _not_aws(error, operation)
    never_renewed, torn = _never_renewed(error), _torn(error)
    if not (never_renewed or torn or isinstance(error, (BotoCoreError, ClientError))):
        return None
    if mutating and attempts.unclear:
        return _unknown(error, operation)
    if never_renewed:
        return SettingsTrouble(
            "The credentials have expired.",
            cause=str(error),
            remedy="Sign in again, or get new keys where the profile takes them from. The migration is kept.",
        )
    if isinstance(error, ClientError):
        return answered(error, operation)
    if torn:
        return OutcomeUnknown(
            "AWS did not answer in full.",
            cause=f"{operation}: {error}",
            remedy="Try again in a moment.",
            operation=operation,
        )
    return _settings(error) or _unanswered(error, operation, attempts)


def _never_renewed(error: Exception) -> bool:
    """Whether the source of the credentials gave others that have expired too.

    botocore raises a bare RuntimeError then, before the call is signed (credentials.py, _refresh).
    """
    return type(error) is RuntimeError and "still expired" in str(error)


def _torn(error: Exception) -> bool:
    """Whether an answer began and broke off.

    botocore neither retries nor wraps what goes wrong after the first line of an answer (endpoint.py,
    _do_get_response).
    """
    from botocore.exceptions import BotoCoreError
    from urllib3.exceptions import HTTPError

    # Some of botocore's own are of both families.
    return isinstance(error, HTTPError) and not isinstance(error, BotoCoreError)


def _unknown(error: Exception, operation: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        "AWS did not say whether the call was carried out.",
        cause=f"{operation}: {error}",
        remedy="Nothing is repeated before AWS has been read: look what became of it.",
        code=_code(error),
        operation=operation,
    )


def _not_aws(error: Exception, operation: str) -> ServiceTrouble:
    return ServiceTrouble(
        "What answered is not AWS, or its answer was cut off.",
        cause=f"{operation}: {error}",
        remedy="A proxy or a page to sign in at may answer in its place: check the network and the endpoint.",
        code=type(error).__name__,
        operation=operation,
    )


def _code(error: Exception) -> str:
    from botocore.exceptions import ClientError

    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _unanswered(error: Exception, operation: str, attempts: Attempts) -> Trouble:
    from botocore.exceptions import ConnectionError as NoConnection
    from botocore.exceptions import HTTPClientError

    cause = f"{operation}: {error}"
    if never_left(error) or (isinstance(error, (NoConnection, HTTPClientError)) and not attempts.sent):
        return Unreachable(
            "AWS cannot be reached from here.",
            cause=f"{cause}. {hint}" if (hint := _hint(error)) else cause,
            remedy="Check the network, the proxy and the region, then try again. Nothing was sent.",
            operation=operation,
        )
    if isinstance(error, (NoConnection, HTTPClientError)):
        return OutcomeUnknown(
            "AWS did not answer.", cause=cause, remedy="Try again in a moment.", operation=operation
        )
    return ServiceTrouble(
        f"{operation} could not be called.",
        cause=str(error),
        remedy="Nothing was changed. See the cause.",
        code=type(error).__name__,
        operation=operation,
    )


def _hint(error: Exception) -> str:
    """What else may explain that no connection came about: a region that is not known here."""
    named: object = getattr(error, "kwargs", {}).get("endpoint_url")
    return unheard_of(named) if isinstance(named, str) else ""


def _settings(error: Exception) -> SettingsTrouble | None:
    from botocore import exceptions as boto

    cause = str(error)
    if isinstance(error, (boto.SSOError, boto.TokenRetrievalError, boto.NoAuthTokenError)):
        return SettingsTrouble(
            "The SSO session has expired.", cause=cause, remedy="Sign in again: aws sso login"
        )
    if isinstance(error, boto.LoginError):
        return SettingsTrouble("The sign-in has expired.", cause=cause, remedy="Sign in again: aws login")
    if isinstance(error, boto.ProfileNotFound):
        return SettingsTrouble(
            "There is no such profile.", cause=cause, remedy="See what there is: aws configure list-profiles"
        )
    if isinstance(error, boto.RefreshWithMFAUnsupportedError):
        return SettingsTrouble(
            "The credentials have expired and need a new MFA code.",
            cause=cause,
            remedy="Get new temporary credentials and start again. The migration is kept.",
        )
    if isinstance(error, (boto.NoCredentialsError, boto.PartialCredentialsError)):
        return SettingsTrouble(
            "There are no complete AWS credentials.",
            cause=cause,
            remedy="Name a profile with --profile, or sign in: aws sso login",
        )
    if isinstance(error, (boto.CredentialRetrievalError, boto.MetadataRetrievalError)):
        return SettingsTrouble(
            "The credentials could not be obtained.",
            cause=cause,
            remedy="Try the profile on its own: aws sts get-caller-identity",
        )
    if isinstance(
        error,
        (
            boto.ConfigNotFound,
            boto.ConfigParseError,
            boto.InvalidConfigError,
            boto.InvalidProxiesConfigError,
            boto.InvalidRegionError,
            boto.MissingDependencyException,
            boto.NoRegionError,
            boto.UnknownCredentialError,
        ),
    ):
        return SettingsTrouble(
            "The AWS configuration cannot be used.",
            cause=cause,
            remedy="Correct it, see: aws configure list",
        )
    return None
