"""The embedded ACM's memory: every certificate and token of every account and region, behind one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from acm_tui.sandbox.aws.acm import lifecycle
from acm_tui.sandbox.aws.acm.errors import not_found
from acm_tui.sandbox.aws.acm.model import (
    DNS,
    PENDING_VALIDATION,
    Awaited,
    Certificate,
    Material,
    Saved,
    UsedToken,
)
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.setting import AcmSetting

# ACM API reference, RequestCertificate: "Idempotency tokens time out after one hour."
TOKEN_LIFE = timedelta(hours=1)

TokenKey = tuple[str, str, str, str]


class AcmWorld:
    """All certificates. Values are frozen: what a reader got stays as it was.

    ``on_region(account, region)`` is called for every certificate put or loaded, so that moto's own directory
    of used backends (resource tagging walks it) knows of the region. ``revision`` grows with every change.
    """

    def __init__(self, setting: AcmSetting, on_region: Callable[[str, str], object]) -> None:
        self.setting = setting
        self.lock = threading.RLock()
        self.revision = 0
        self._on_region = on_region
        self._certificates: dict[str, Certificate] = {}
        self._tokens: dict[TokenKey, UsedToken] = {}

    def settle(self) -> None:
        """Let the clock do its work on every certificate: issue, time out, expire."""
        with self.lock:
            for arn in self._certificates:
                self._settled(arn)

    def find(self, arn: str) -> Certificate | None:
        """The certificate as it is now, or None."""
        with self.lock:
            return self._settled(arn) if arn in self._certificates else None

    def get(self, account: str, region: str, arn: str) -> Certificate:
        """The certificate as the caller in *account* and *region* sees it.

        Raises:
            AcmError: ResourceNotFoundException; also for one that lives in another account or region.
        """
        certificate = self.find(arn)
        if certificate is None or (certificate.account, certificate.region) != (account, region):
            raise not_found(arn, account)
        return certificate

    def all(self) -> list[Certificate]:
        """Every certificate of every account and region as it is now, in the order of its arrival."""
        with self.lock:
            return [self._settled(arn) for arn in self._certificates]

    def in_region(self, account: str, region: str) -> list[Certificate]:
        """The certificates of one account and region as they are now."""
        with self.lock:
            return [
                self._settled(arn)
                for arn, certificate in self._certificates.items()
                if (certificate.account, certificate.region) == (account, region)
            ]

    def material(self, arn: str) -> Material | None:
        """What a TLS server serves for *arn*; None while nothing is issued, or if there is no such ARN."""
        certificate = self.find(arn)
        return certificate.material if certificate is not None else None

    def put(self, certificate: Certificate) -> None:
        """Add a certificate, or put a new value in the place of the one with the same ARN."""
        with self.lock:
            self._certificates[certificate.arn] = certificate
            self.revision += 1
        self._on_region(certificate.account, certificate.region)

    def change(self, arn: str, step: Callable[[Certificate], Certificate]) -> Certificate:
        """Replace a certificate by what *step* makes of it, with nobody in between; returns the new value.

        Raises:
            KeyError: there is no such certificate.
        """
        with self.lock:
            changed = step(self._settled(arn))
            if changed is not self._certificates[arn]:
                self._certificates[arn] = changed
                self.revision += 1
            return self._settled(arn)

    def remove(self, arn: str) -> None:
        """Forget a certificate and the tokens that led to it: they are worth nothing without it."""
        with self.lock:
            del self._certificates[arn]
            self._tokens = {key: token for key, token in self._tokens.items() if token.arn != arn}
            self.revision += 1

    def forget_everything(self) -> None:
        """An empty ACM, as on the first day."""
        with self.lock:
            self._certificates.clear()
            self._tokens.clear()
            self.revision += 1

    def awaited(self) -> tuple[Awaited, ...]:
        """The CNAMEs that ACM looks for at this moment, over all accounts and regions."""
        now = self.setting.clock.now()
        found: list[Awaited] = []
        for certificate in self.all():
            if certificate.status == PENDING_VALIDATION and certificate.validation_method == DNS:
                since, validations, for_switch = certificate.created_at, certificate.validations, False
            elif certificate.switch is not None and certificate.switch_pending:
                since, validations, for_switch = (
                    certificate.switch.requested_at,
                    certificate.switch.validations,
                    True,
                )
            else:
                continue
            if now >= since + self.setting.record_delay:
                found += _awaited_of(certificate, validations, for_switch)
        return tuple(found)

    def mark_validated(self, arn: str, name: str, *, for_switch: bool) -> None:
        """ACM has seen what it looks for: *name* of the request (or of the switch) is validated.

        Nothing happens where the certificate is gone or no longer waits.
        """
        now = self.setting.clock.now()
        with self.lock:
            if arn in self._certificates:
                self.change(arn, lambda old: lifecycle.mark_validated(old, name, now, for_switch=for_switch))

    def arn_of_token(self, account: str, region: str, token: str, request: str) -> str | None:
        """The certificate that this *request* with this *token* made within the last hour, or None."""
        with self.lock:
            used = self._tokens.get((account, region, token, request))
            if used is None or self.setting.clock.now() >= used.used_at + TOKEN_LIFE:
                return None
            return used.arn

    def remember_token(self, token: UsedToken) -> None:
        """Keep a token with what it stood for."""
        with self.lock:
            self._tokens[token.account, token.region, token.token, token.request] = token
            self.revision += 1

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON-able data (times as RFC 3339 text, material as PEM)."""
        with self.lock:
            saved = Saved(
                certificates=tuple(self._certificates.values()),
                tokens=tuple(self._tokens.values()),
            )
        plain: dict[str, Any] = msgspec.to_builtins(saved)
        return plain

    def load(self, saved: Mapping[str, Any]) -> None:
        """Put the state that :meth:`dump` gave in the place of the present one.

        Raises:
            msgspec.ValidationError: not such a state; the present one stays as it is.
        """
        state = msgspec.convert(saved, Saved)
        with self.lock:
            self._certificates = {certificate.arn: certificate for certificate in state.certificates}
            self._tokens = {
                (token.account, token.region, token.token, token.request): token for token in state.tokens
            }
            self.revision += 1
        for certificate in state.certificates:
            self._on_region(certificate.account, certificate.region)

    def _settled(self, arn: str) -> Certificate:
        before = self._certificates[arn]
        now = self.setting.clock.now()
        after = lifecycle.settle(before, now, self.setting.authority, self.setting.issue_delay)
        if after is not before:
            self._certificates[arn] = after
            self.revision += 1
        return after


def _awaited_of(certificate: Certificate, validations: Mapping[str, str], for_switch: bool) -> list[Awaited]:
    found = []
    for name, status in validations.items():
        if status == PENDING_VALIDATION:
            record_name, record_value = validation_record(certificate.account, name)
            found.append(
                Awaited(
                    arn=certificate.arn,
                    account=certificate.account,
                    name=name,
                    record_name=record_name,
                    record_value=record_value,
                    for_switch=for_switch,
                )
            )
    return found
