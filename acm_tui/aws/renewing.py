"""Credentials that can be had again and again, while the clients that use them stay.

botocore asks for an MFA code on the terminal, once a session, and then never again: not after a wrong code,
and not when the role's session ends. Here somebody is asked who can answer, as often as it takes; and a
sign-in that is over is told with the command that begins another.

Imported with the first session: it imports botocore.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.credentials import create_credential_resolver
from botocore.exceptions import (
    ClientError,
    LoginError,
    NoAuthTokenError,
    NoCredentialsError,
    RefreshWithMFAUnsupportedError,
    SSOError,
    TokenRetrievalError,
)
from botocore.session import Session

from acm_tui.domain.errors import SettingsTrouble, SignInNeeded
from acm_tui.domain.mfa import AskCode, CodeAsked, no_code
from acm_tui.domain.sign_in import command_for

_PROMPT = "Enter MFA code for ", ": "
"""What stands around the serial number in botocore's question (credentials.py, _assume_role_kwargs)."""
_REFUSED = "MultiFactorAuthentication failed with invalid MFA one time pass code"
"""How STS says that the code was wrong, or used before; with ``AccessDenied``, as for anything else."""


def renew(core: Session, ask: AskCode | None) -> None:
    """Have *core* get its credentials from here, before it gets any.

    Args:
        core: botocore's session; its region must be known.
        ask: answers MFA codes; ``None``: there is nobody to ask.
    """
    core.register_component("credential_provider", _Source(core, ask))


class _Source:
    """In the place of botocore's chain of providers."""

    def __init__(self, core: Session, ask: AskCode | None) -> None:
        self._core = core
        self._codes = _Codes(core.get_config_variable("profile") or "default", ask)

    def load_credentials(self) -> _Renewing | None:
        """The credentials, or ``None`` where nothing names any."""
        first = self._load()
        return None if first is None else _Renewing(first, self._load, self._codes, self.told)

    def get_provider(self, name: str) -> Any:
        """The provider of that name in botocore's chain."""
        return self._made().get_provider(name)

    def _made(self) -> Any:
        region = self._core.get_config_variable("region")
        chain: Any = create_credential_resolver(self._core, region_name=region)
        chain.get_provider("assume-role")._prompter = self._codes.prompt
        return chain

    def _load(self) -> Any:
        # A chain each time: its provider of roles remembers what it has loaded, and refuses to do so again.
        with self.told():
            return self._made().load_credentials()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say of a sign-in that is over how to begin another."""
        try:
            yield
        except (SSOError, TokenRetrievalError, NoAuthTokenError, LoginError) as error:
            command = command_for(self._core.full_config.get("profiles", {}), self._codes.profile)
            sso = not isinstance(error, LoginError)
            raise SignInNeeded(
                "The SSO session has expired." if sso else "The sign-in has expired.",
                cause=str(error),
                remedy=f"Sign in again: {' '.join(command) or ('aws sso login' if sso else 'aws login')}",
                command=command,
            ) from error


class _Renewing:
    """What botocore signs with: the credentials that are held, or others in their place when those end.

    Has what botocore's ``Credentials`` have.
    """

    def __init__(self, first: Any, load: Callable[[], Any], codes: _Codes, told: Callable[[], Any]) -> None:
        self._held = first
        self._load = load
        self._codes = codes
        self._told = told
        self._renewing = threading.Lock()

    def get_frozen_credentials(self) -> Any:
        """Access key, secret key and token, as they are to be signed with now.

        Raises:
            SignInNeeded: a sign-in is over.
            SettingsTrouble: no MFA code was given.
        """
        refused = ""
        with self._told(), self._codes.arrived() as codes:
            while True:
                held = self._held
                codes.refused = refused
                try:
                    return held.get_frozen_credentials()
                except RefreshWithMFAUnsupportedError:
                    self._load_anew(held)
                except ClientError as error:
                    refused = str(error.response.get("Error", {}).get("Message", ""))
                    if error.operation_name != "AssumeRole" or _REFUSED not in refused:
                        raise
                    self._load_anew(held)

    def _load_anew(self, spent: Any) -> None:
        """Put others in the place of *spent*, unless another thread has done so already."""
        with self._renewing:
            if self._held is not spent:
                return
            found = self._load()
            if found is None:
                raise NoCredentialsError
            self._held = found

    @property
    def method(self) -> str:
        """Which of botocore's providers they come from."""
        return str(self._held.method)

    @property
    def access_key(self) -> Any:
        """The key's id; see :meth:`get_frozen_credentials`."""
        return self.get_frozen_credentials().access_key

    @property
    def secret_key(self) -> Any:
        """The key itself."""
        return self.get_frozen_credentials().secret_key

    @property
    def token(self) -> Any:
        """The session token, where there is one."""
        return self.get_frozen_credentials().token

    @property
    def account_id(self) -> Any:
        """The account, where the credentials' source names it."""
        return self.get_frozen_credentials().account_id

    def get_deferred_property(self, property_name: str) -> Callable[[], Any]:
        """One of the above, to be asked for when it is needed."""
        return lambda: getattr(self, property_name, None)


class _Asking(threading.local):
    """What a thread brings when botocore asks it for a code."""

    refused = ""
    """What AWS said of its last code."""
    known = 0
    """How many questions had been left without an answer when it came."""


class _Codes:
    """Asks for the codes of one profile. botocore sees to it that one thread at a time asks."""

    def __init__(self, profile: str, ask: AskCode | None) -> None:
        self.profile = profile
        self._ask = ask
        self._here = _Asking()
        self._unanswered = 0
        self._last: SettingsTrouble | None = None

    @contextmanager
    def arrived(self) -> Iterator[_Asking]:
        """This thread wants credentials: a question that is left without an answer from now on is its own."""
        self._here.known = self._unanswered
        yield self._here

    def prompt(self, text: str) -> str:
        """A code, for botocore's question *text*.

        Raises:
            SettingsTrouble: none was given, to this thread or to one that it waited for.
        """
        if (last := self._last) is not None and self._unanswered > self._here.known:
            # Whoever did not want to answer is not asked again by each thread that waited for the answer.
            raise SettingsTrouble(last.sentence, cause=last.cause, remedy=last.remedy)
        before, after = _PROMPT
        serial = text.removeprefix(before).removesuffix(after)
        asked = CodeAsked(self.profile, serial, self._here.refused)
        try:
            if self._ask is None:
                raise no_code(asked, "Nobody can be asked.")
            return self._ask(asked)
        except SettingsTrouble as trouble:
            self._unanswered, self._last = self._unanswered + 1, trouble
            raise
