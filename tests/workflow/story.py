"""An operator who goes the way of one certificate with the use cases, as far as a test needs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover import asked_phrase
from acm_tui.domain.errors import NotFound
from acm_tui.domain.events import Event, Failed, Succeeded
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.place import place_of
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, cutover, finish, planning, record, request, validation
from acm_tui.workflow.services import Services

SHOP = "shop.example.com"
API = "api.example.com"
DEVICES = "mqtt.example.net"
ORDERS = "legacy.example.net"
UNUSED = "campaign.example.org"

Clients = Callable[[str], Any]


@dataclass
class Operator:
    """Goes one migration's way through the use cases; each step answers the migration after it."""

    services: Services
    sandbox: Sandbox

    def certificate(self, domain: str) -> Certificate:
        """The certificate of *domain* that the sandbox began with."""
        arn = next(one.arn for one in self.sandbox.acm.all() if one.names[0] == domain)
        return acm.describe(self.services.accesses[0], place_of(arn).region, arn)

    def begun(self, domain: str = SHOP) -> Migration:
        return record.begin(self.services, self.certificate(domain))

    def requested(self, domain: str = SHOP) -> Migration:
        """The successor is requested, and its records are known."""
        migration = request.submit(self.services, self.begun(domain).id)
        return validation.look(self.services, migration.id)

    def issued(self, domain: str = SHOP) -> Migration:
        """The DNS team has registered the records, and ACM has issued."""
        migration = self.requested(domain)
        self.register()
        migration = validation.look(self.services, migration.id)
        assert migration.new is not None
        assert migration.new.status == "ISSUED"
        return migration

    def register(self) -> None:
        """The DNS team registers every record that is waited for, and ACM looks at once."""
        self.sandbox.move("register-records", {})
        self.sandbox.validator.step()

    def chosen(self, domain: str = SHOP) -> Migration:
        """Every attachment of the old certificate is chosen."""
        migration = self.issued(domain)
        found = attachments.find(self.services, migration.id)
        return attachments.choose(self.services, migration.id, found.attachments)

    def confirmed(self, domain: str = SHOP) -> Migration:
        """The plan is read and confirmed."""
        return self.confirm(self.chosen(domain).id)

    def confirm(self, migration_id: str) -> Migration:
        plan = planning.prepare(self.services, migration_id).plan
        phrase = asked_phrase(plan, record.load(self.services, migration_id).old.domain)
        return cutover.confirm(self.services, migration_id, plan, phrase)

    def swapped(self, domain: str = SHOP, soak_h: int = 0) -> Migration:
        """The cutover is made; the old certificate stays for *soak_h* hours."""
        migration = cutover.apply(self.services, self.confirmed(domain).id, ignore)
        return finish.set_soak(self.services, migration.id, soak_h)

    def delete_old(self, migration: Migration) -> Migration:
        """The operator types the name and deletes the old certificate."""
        return finish.delete_old(self.services, migration.id, migration.old.domain)

    def events(self, migration_id: str) -> list[Event]:
        """What the journal holds."""
        return [entry.event for entry in self.services.journal.read(migration_id)]


def held_now(services: Services, migration_id: str) -> attachments.Attached:
    """The load balancers of the chosen listeners with everything they hold now."""
    migration = record.load(services, migration_id)
    return attachments.attached(services, migration, attachments.chosen_load_balancers(migration))


class Killed(BaseException):
    """The program ends in the middle, as by a signal."""


def ignore(_: Migration) -> None:
    """Nobody looks on."""


def everything_held(clients: Clients) -> dict[str, dict[str, Any]]:
    """Every listener of every load balancer in whole, read past the program: settings and certificates."""
    v2, classic = clients("elbv2"), clients("elb")
    found: dict[str, dict[str, Any]] = {}
    for balancer in v2.describe_load_balancers()["LoadBalancers"]:
        for one in v2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
            held = v2.describe_listener_certificates(ListenerArn=one["ListenerArn"])["Certificates"]
            certificates = sorted((item["CertificateArn"], bool(item["IsDefault"])) for item in held)
            found[one["ListenerArn"]] = {**one, "Held": certificates}
    for balancer in classic.describe_load_balancers()["LoadBalancerDescriptions"]:
        found[balancer["LoadBalancerName"]] = balancer
    plain: dict[str, dict[str, Any]] = json.loads(json.dumps(found, default=str))
    return plain


def settings_of(listener: dict[str, Any]) -> dict[str, Any]:
    """All of a listener but the certificates that it holds."""
    rest = {key: value for key, value in listener.items() if key not in ("Certificates", "Held")}
    text = json.dumps(rest)
    return dict(json.loads(text))


def swap_behind(clients: Clients, listener: Listener, certificate: str) -> None:
    """Somebody else puts *certificate* into the default of *listener*."""
    clients("elbv2").modify_listener(ListenerArn=listener.arn, Certificates=[{"CertificateArn": certificate}])


def new_of(migration: Migration) -> Certificate:
    assert migration.new is not None
    return migration.new


def successors(clients: Clients, domain: str = SHOP) -> list[str]:
    """The ARNs of every DNS-validated certificate for *domain* that there is, read past the program."""
    acm_client = clients("acm")
    found = []
    for summary in acm_client.list_certificates(
        Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]}, MaxItems=1000
    )["CertificateSummaryList"]:
        detail = acm_client.describe_certificate(CertificateArn=summary["CertificateArn"])["Certificate"]
        methods = {option.get("ValidationMethod") for option in detail.get("DomainValidationOptions", ())}
        if detail["DomainName"] == domain and methods == {"DNS"}:
            found.append(str(summary["CertificateArn"]))
    return found


def outcomes(events: list[Event]) -> list[tuple[str, bool]]:
    """How each call ended, by its error code or "done", and whether that was read from AWS afterwards."""
    return [
        (one.code if isinstance(one, Failed) else "done", one.reconciled)
        for one in events
        if isinstance(one, (Succeeded, Failed))
    ]


def is_gone(access: Access, arn: str) -> bool:
    """Whether ACM knows the certificate no more."""
    try:
        acm.describe(access, place_of(arn).region, arn)
    except NotFound:
        return True
    return False


def deletion_of_new(migration: Migration) -> DeleteCertificate:
    """A change that no step would make now: the gate alone is asked."""
    return DeleteCertificate(new_of(migration).arn, "failed")
