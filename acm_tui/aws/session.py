"""The way into AWS: one session a profile, its clients, and who we are there.

boto3 is imported when the first client is made, never before: the first screen does not wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, overload

from acm_tui.aws.attempts import watch
from acm_tui.aws.client_config import config_of
from acm_tui.aws.errors import translated
from acm_tui.aws.following import follow
from acm_tui.aws.home import home_region, own_region, profile_meant
from acm_tui.aws.identity import Identity, who
from acm_tui.aws.recent import RecentCalls
from acm_tui.aws.refusals import lacks_permission
from acm_tui.aws.region_names import OLDEST, must_exist
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.mfa import AskCode

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_acm import ACMClient
    from mypy_boto3_elb import ElasticLoadBalancingClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_route53 import Route53Client
    from mypy_boto3_sts import STSClient

MAX_ATTEMPTS = 4
"""Attempts of one call, the first included (botocore's ``total_max_attempts``, standard mode)."""

_SERVICES = ("acm", "elbv2", "elb", "route53", "sts")


class Access:
    """Everything that is needed to call AWS as one profile. Safe to use from several threads.

    Args:
        profile: a profile's name; ``None`` leaves the choice to boto3 (``AWS_PROFILE``, environment, role).
        region: the home region; ``None`` takes it from the environment or the profile.
        connect_timeout_s: seconds until a connection must stand.
        read_timeout_s: seconds until an answer must have come.
        calls: where its calls are kept; without, in ``calls`` of its own.
        clock: answers the moment that a call is kept with, aware.
        max_attempts: attempts of one call, the first included.
        endpoint_url: where every service answers; ``None`` leaves that to boto3 too.
        ask_code: answers MFA codes, on the thread whose call needs one; ``None``: there is nobody to ask.
    """

    def __init__(
        self,
        profile: str | None,
        region: str | None,
        *,
        connect_timeout_s: float = 5,
        read_timeout_s: float = 15,
        calls: RecentCalls | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        max_attempts: int = MAX_ATTEMPTS,
        endpoint_url: str | None = None,
        ask_code: AskCode | None = None,
    ) -> None:
        self.profile = profile
        self.calls = calls or RecentCalls()
        self._clock = clock
        self._region = region
        self._timeouts = (connect_timeout_s, read_timeout_s)
        self._max_attempts = max_attempts
        self._endpoint_url = endpoint_url
        self._ask_code = ask_code
        self._lock = threading.RLock()
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._identities: dict[tuple[str, str], Identity] = {}

    @property
    def name(self) -> str:
        """The profile as it is told: the one that is meant where none is named."""
        return self.profile or profile_meant()

    @overload
    def client(self, service: Literal["acm"], region: str) -> ACMClient: ...
    @overload
    def client(self, service: Literal["elb"], region: str) -> ElasticLoadBalancingClient: ...
    @overload
    def client(self, service: Literal["elbv2"], region: str) -> ElasticLoadBalancingv2Client: ...
    @overload
    def client(self, service: Literal["route53"], region: str) -> Route53Client: ...
    @overload
    def client(self, service: Literal["sts"], region: str) -> STSClient: ...
    @overload
    def client(self, service: str, region: str) -> Any: ...
    def client(self, service: str, region: str) -> Any:
        """The client of *service* in *region*, made once and kept.

        Raises:
            SettingsTrouble: the profile or its configuration cannot be used.
        """
        # boto3 sessions may not be used by several threads at once, clients may (boto3 guide, "Session").
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._made(service, region)
            return self._clients[key]

    def _made(self, service: str, region: str) -> Any:
        config = config_of(self._timeouts, self._max_attempts, own_endpoint=self._endpoint_url is not None)
        with translated("configuration"):
            made: Any = self._boto(region).client(  # type: ignore[call-overload]  # the stubs want a literal name
                service, region_name=region, config=config, endpoint_url=self._endpoint_url
            )
        must_exist(region, made.meta.endpoint_url)
        watch(made)
        follow(made, self.profile, self.calls.tell, self._clock)
        return made

    def _boto(self, region: str) -> boto3.Session:
        if self._session is None:
            import boto3
            from botocore.session import Session

            from acm_tui.aws.models import share_models
            from acm_tui.aws.renewing import renew

            core = Session(profile=self.profile)
            share_models(core)
            if core.get_config_variable("region") is None:
                # Roles are assumed in the session's region, and boto3 does not know of AWS_REGION.
                core.set_config_variable("region", region)
            renew(core, self._ask_code)
            self._session = boto3.Session(botocore_session=core)
        return self._session

    def identity(self, region: str) -> Identity:
        """Who we are, asked of STS in *region* anew each time: credentials may change under us.

        Raises:
            SettingsTrouble: there are no usable credentials.
            ServiceTrouble: STS did not answer, or refused.
        """
        return who(self.client("sts", region))

    def identity_in_force(self, region: str) -> Identity:
        """Whose the credentials are that the next call is signed with; STS is asked once an access key.

        As strict as asking each time. Every time it is the key in force at this moment that is looked at,
        after credentials that are due have been renewed, just as botocore does before it signs. An access
        key belongs to one account for ever (STS API reference, GetAccessKeyInfo), so STS could say nothing
        else of the same key; of another key, or at another endpoint, it is asked anew. A key that has been
        revoked meanwhile is refused at the call itself. Without an access key STS is asked each time.

        Raises:
            SettingsTrouble: there are no usable credentials (any more).
            ServiceTrouble: STS did not answer, or refused.
        """
        endpoint: str = self.client("sts", region).meta.endpoint_url
        if (key := self._access_key(region)) is None:
            return self.identity(region)
        if (known := self._identities.get((key, endpoint))) is not None:
            return known
        found = self.identity(region)
        # Renewed while STS was asked: then it is not known which of the two keys was spoken of.
        if self._access_key(region) == key:
            self._identities[key, endpoint] = found
        return found

    def _access_key(self, region: str) -> str | None:
        """The access key in force, after it was renewed if that was due."""
        with self._lock, translated("sts:GetCallerIdentity"):
            credentials = self._boto(region).get_credentials()
        # Not under the lock: a process or a sign-in that renews them may take seconds.
        with translated("sts:GetCallerIdentity"):
            return credentials.get_frozen_credentials().access_key if credentials else None

    def alias(self, region: str | None = None) -> str | None:
        """The account's alias, or ``None`` where it has none or it may not be asked: it only decorates.

        *region* is one of its partition, which IAM is asked for; without, the home region.
        """
        client = self.client("iam", region or self.home_region())
        try:
            with translated("iam:ListAccountAliases"):
                aliases: list[str] = client.list_account_aliases()["AccountAliases"]
        except ServiceTrouble as trouble:
            if lacks_permission(trouble):
                return None
            raise
        return aliases[0] if aliases else None

    @property
    def endpoint(self) -> str | None:
        """The custom endpoint in force (``AWS_ENDPOINT_URL`` and its relatives), ``None`` on AWS itself.

        Makes clients, so it costs some tens of milliseconds the first time; it calls nothing.
        """
        from botocore.config import Config

        region = self._region or self.own_region() or next(iter(OLDEST.values()))
        plain = Config(ignore_configured_endpoint_urls=True)  # type: ignore[call-arg]  # missing in the stubs
        for service in _SERVICES:
            used: str = self.client(service, region).meta.endpoint_url
            with self._lock:
                own: Any = self._boto(region).client(service, region_name=region, config=plain)  # type: ignore[call-overload]  # the stubs want a literal name
            if used != own.meta.endpoint_url:
                return used
        return None

    def home_region(self) -> str:
        """The region given, or else ``AWS_REGION``, ``AWS_DEFAULT_REGION``, the profile's region.

        boto3 itself does not look at ``AWS_REGION``, which the AWS CLI and the other SDKs do.

        Raises:
            SettingsTrouble: none of them names one.
        """
        return home_region(self._region, self.profile)

    def own_region(self) -> str | None:
        """The home region that environment and profile name, whatever was given."""
        return own_region(self.profile)

    def forget_credentials(self) -> None:
        """Read profile and credentials anew from the next call on, as after somebody has signed in.

        Calls under way end with what they have; clients that somebody still holds go on with it.
        """
        with self._lock:
            self.close()
            self._session = None

    def close(self) -> None:
        """Close the connections that are kept open; the next call opens new ones."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
