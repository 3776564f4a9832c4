"""Putting the demo's world into the embedded AWS and DNS."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from acm_tui.sandbox import world
from acm_tui.sandbox.addresses import AddressBook
from acm_tui.sandbox.aws.acm.model import AMAZON_ISSUED, EXPIRED, IMPORTED, ISSUED, Renewal
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.acm.world import AcmWorld
from acm_tui.sandbox.aws.elb import seed as elb
from acm_tui.sandbox.aws.elb.reading import load_balancer_names
from acm_tui.sandbox.aws.health import AffectedEntity, Health, HealthEvent
from acm_tui.sandbox.aws.route53 import seed as route53
from acm_tui.sandbox.dns import DnsServer
from acm_tui.sandbox.editing import Editor
from acm_tui.sandbox.identity import put_operator
from acm_tui.sandbox.registering import register_issued

_LAST_SECOND = timedelta(hours=23, minutes=59, seconds=59)
_RENEWAL_BEGAN_AGO = timedelta(days=33)
_TOLD_AGAIN_AGO = timedelta(days=3)


def seed(acm: AcmWorld, dns: DnsServer, addresses: AddressBook, health: Health) -> None:
    """Fill an empty sandbox with the demo's world, as of the sandbox's present."""
    put_operator(world.ACCOUNT, world.ALIAS, world.REGION)
    for zone in world.HOSTED_ZONES:
        _hosted_zone(zone)
    editor = Editor(dns, as_ever=True)
    now = acm.setting.clock.now()
    arns = {one.key: _certificate(acm, one, now) for one in world.CERTIFICATES}
    for balancer in world.BALANCERS:
        arn = _balancer(balancer, arns)
        if balancer.region == world.REGION:
            _point_names(editor, addresses, arn, balancer)
    for distribution in world.DISTRIBUTIONS:
        elb.create_distribution(world.ACCOUNT, distribution.aliases, arns[distribution.certificate])
    register_issued(acm, editor)
    _renewals_wait(health, [one for one in world.CERTIFICATES if one.renewal is not None], arns, now)


def _hosted_zone(one: world.SeedHostedZone) -> None:
    if one.vpc is None:
        route53.create_public_zone(
            world.ACCOUNT, one.name, one.name_servers, comment=one.comment, records=one.records
        )
    else:
        route53.create_private_zone(
            world.ACCOUNT, one.name, one.vpc, world.REGION, comment=one.comment, records=one.records
        )


def _certificate(acm: AcmWorld, one: world.SeedCertificate, now: datetime) -> str:
    # ACM's certificates live from the first second of a day to the last second of another.
    first = now.replace(hour=0, minute=0, second=0, microsecond=0)
    not_after = first + timedelta(days=one.expires_in_days) + _LAST_SECOND
    not_before = not_after - timedelta(days=one.life_days) + timedelta(seconds=1)
    renewal = None
    if one.renewal is not None:
        renewal = Renewal(
            status=one.renewal,
            updated_at=now - _RENEWAL_BEGAN_AGO,
            validations=dict.fromkeys(one.names, one.renewal),
        )
    return seed_certificate(
        acm,
        account=world.ACCOUNT,
        region=one.region,
        names=one.names,
        validation_method=one.method,
        status=ISSUED if not_after > now else EXPIRED,
        key_algorithm=one.key_algorithm,
        created_at=not_before + timedelta(hours=9),
        not_before=not_before,
        not_after=not_after,
        renewal=renewal,
        tags=one.tags,
        certificate_type=AMAZON_ISSUED if one.method is not None else IMPORTED,
    )


def _renewals_wait(
    health: Health, waiting: Sequence[world.SeedCertificate], arns: Mapping[str, str], now: datetime
) -> None:
    """AWS Health tells of the renewals that wait for somebody (ACM user guide, "Managed renewal")."""
    health.add(
        HealthEvent(
            account=world.ACCOUNT,
            region=world.REGION,
            type_code="AWS_ACM_RENEWAL_STATE_CHANGE",
            started=now - _RENEWAL_BEGAN_AGO,
            updated=now - _TOLD_AGAIN_AGO,
            entities=tuple(
                AffectedEntity(value=arns[one.key]) for one in waiting if one.region == world.REGION
            ),
        )
    )


def _point_names(editor: Editor, addresses: AddressBook, arn: str, balancer: world.SeedBalancer) -> None:
    """The names of a load balancer's default certificates lead to it, as far as DNS can say so.

    A zone's own name cannot be a CNAME (RFC 1034 §3.6.2): it gets addresses, as an alias record would.
    """
    for listener in balancer.listeners:
        for name in world.NAMES[listener.default]:
            absolute = f"{name}."
            if name.startswith("*."):
                continue
            if editor.dns.zone_of(absolute) == absolute:
                editor.set_record(absolute, "A", addresses.addresses_of(arn))
            else:
                editor.set_record(absolute, "CNAME", [f"{load_balancer_names()[arn]}."])


def _balancer(one: world.SeedBalancer, arns: dict[str, str]) -> str:
    if one.kind == "classic":
        certificates = {listener.port: arns[listener.default] for listener in one.listeners}
        return elb.create_classic(world.ACCOUNT, one.region, one.name, certificates, one.tags, one.scheme)
    arn = elb.create_load_balancer(world.ACCOUNT, one.region, one.name, one.kind, one.scheme, one.tags)
    for listener in one.listeners:
        elb.create_listener(
            arn,
            "TLS" if one.kind == "network" else "HTTPS",
            listener.port,
            arns[listener.default],
            [arns[key] for key in listener.others],
            listener.default_in_list,
        )
    return arn
