"""Putting the embedded ACM in the place of moto's, behind moto's own routing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from moto.acm.exceptions import CertificateNotFound
from moto.acm.models import AWSCertificateManagerBackend, acm_backends
from moto.acm.responses import AWSCertificateManagerResponse
from moto.core.exceptions import AWSError
from moto.core.resource_tagging import TaggedResource
from moto.core.utils import camelcase_to_underscores, get_service_model

from acm_tui.sandbox.aws.acm import (
    constraints,
    describe,
    holding,
    importing,
    listing,
    request,
    search,
    switching,
    tags,
)
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.errors import AcmError
from acm_tui.sandbox.aws.acm.model import Certificate
from acm_tui.sandbox.aws.acm.setting import AcmSetting
from acm_tui.sandbox.aws.acm.world import AcmWorld

Handler = Callable[[Call], dict[str, Any] | None]

HANDLERS: Mapping[str, Handler] = {
    "AddTagsToCertificate": tags.add_tags_to_certificate,
    "DeleteCertificate": holding.delete_certificate,
    "DescribeCertificate": describe.describe_certificate,
    "ExportCertificate": importing.export_certificate,
    "GetCertificate": holding.get_certificate,
    "ImportCertificate": importing.import_certificate,
    "ListCertificateDomainValidations": switching.list_certificate_domain_validations,
    "ListCertificates": listing.list_certificates,
    "ListTagsForCertificate": tags.list_tags_for_certificate,
    "RemoveTagsFromCertificate": tags.remove_tags_from_certificate,
    "RequestCertificate": request.request_certificate,
    "ResendValidationEmail": holding.resend_validation_email,
    "SearchCertificates": search.search_certificates,
    "UpdateCertificateOptions": switching.update_certificate_options,
}


def install(setting: AcmSetting) -> AcmWorld:
    """Answer every ACM call of this process from a new, empty world; returns that world.

    moto's backends are one per process, so the last world installed is the one that answers. Calling this
    again is how a test gets other surroundings.
    """
    world = AcmWorld(setting, lambda account, region: acm_backends[account][region])
    for operation, handler in HANDLERS.items():
        method = _method(operation, handler, world)
        setattr(AWSCertificateManagerResponse, camelcase_to_underscores(operation), method)
    _install_backend(world)
    return world


def _method(operation: str, handler: Handler, world: AcmWorld) -> Callable[[Any], Any]:
    """A method of moto's response class that hands the call to *handler*."""
    shape = get_service_model("acm").operation_model(operation).input_shape

    def answer(response: Any) -> Any:
        parameters = json.loads(response.body or "{}")
        try:
            constraints.check(shape, parameters)
            result = handler(
                Call(
                    world=world,
                    account=response.current_account,
                    region=response.region,
                    parameters=parameters,
                    now=world.setting.clock.now(),
                )
            )
        except AcmError as refused:
            raise AWSError(refused.message, exception_type=refused.code) from refused
        # Handlers answer in the members of the service model: moto's serializer would look each of them up
        # again, which takes ten times as long as everything else for a page of certificates.
        return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(result or {}, default=_plain)

    return answer


def _plain(value: object) -> float:
    """A time as ACM says it: in epoch seconds, with milliseconds.

    Raises:
        TypeError: *value* is no time.
    """
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} cannot be part of an answer")
    return round(value.timestamp(), 3)


def _install_backend(world: AcmWorld) -> None:
    """The doors through which moto's other services look into ACM: ELB's checks and resource tagging."""

    def get_certificate(backend: Any, arn: str) -> Certificate:
        certificate = world.find(arn)
        if certificate is None or certificate.account != backend.account_id:
            raise CertificateNotFound(arn=arn, account_id=backend.account_id)
        return certificate

    def set_certificate_in_use_by(backend: Any, arn: str, holder: str) -> None:  # noqa: ARG001  moto's signature
        # Who holds a certificate is read from the holders when it is asked; only the check remains.
        get_certificate(backend, arn)

    def iter_tagged_resources(backend: Any) -> Iterator[Any]:
        for one in world.in_region(backend.account_id, backend.region_name):
            plain = {key: value or "" for key, value in one.tags.items()}
            yield TaggedResource(
                arn=one.arn,
                tags=plain,
                resource_type="acm:certificate",
                extra={"include_untagged": one.had_tags},
            )

    def add_tags(backend: Any, arn: str, pairs: list[dict[str, str]]) -> None:
        call = _tag_call(backend, arn, pairs)
        tags.add_tags_to_certificate(call)

    def remove_tags(backend: Any, arn: str, pairs: list[dict[str, str]]) -> None:
        tags.remove_tags_from_certificate(_tag_call(backend, arn, pairs))

    def _tag_call(backend: Any, arn: str, pairs: list[dict[str, str]]) -> Call:
        return Call(
            world=world,
            account=backend.account_id,
            region=backend.region_name,
            parameters={"CertificateArn": arn, "Tags": pairs},
            now=world.setting.clock.now(),
        )

    for method in (get_certificate, set_certificate_in_use_by, iter_tagged_resources):
        setattr(AWSCertificateManagerBackend, method.__name__, method)
    # moto's tag_resource and untag_resource end in these two.
    AWSCertificateManagerBackend.add_tags_to_certificate = add_tags
    AWSCertificateManagerBackend.remove_tags_from_certificate = remove_tags
