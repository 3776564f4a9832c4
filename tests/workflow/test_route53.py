"""Step 3 in one key: the records are previewed, written through the gate, and watched to INSYNC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import (
    NotFound,
    OutcomeUnknown,
    PlanStale,
    Refused,
    ServiceTrouble,
    SomebodyWasFirst,
    Trouble,
)
from acm_tui.domain.events import Event, Failed, HandedOver, Intended, RecordsChangeSeen, Succeeded
from acm_tui.domain.hosted_zone import NotServed, WhyNot
from acm_tui.domain.migration import DnsChange, Migration
from acm_tui.domain.mutation import UpsertRecords
from acm_tui.domain.propagation import Zone
from acm_tui.domain.record_plan import Action, RecordPlan
from acm_tui.workflow import record, route53
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.writer import Writer
from tests.workflow.conftest import STRANGER, Neighbourhood, Turncoat
from tests.workflow.rest_wire import says
from tests.workflow.story import Clients, Killed, Operator, deletion_of_new, outcomes
from tests.workflow.wire import Fate, Refusal, Wire

WRITE = "ChangeResourceRecordSets"


@pytest.fixture(scope="module", autouse=True)
def way_to_route_53(neighbourhood: Neighbourhood) -> Iterator[Wire]:
    """A wire of its own: botocore is led there by the variable for this one service."""
    wire = Wire(neighbourhood.sandbox.environment()["AWS_ENDPOINT_URL"])
    wire.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_ROUTE_53", wire.url)
        yield wire
    wire.stop()


@pytest.fixture
def wire(way_to_route_53: Wire) -> Iterator[Wire]:
    """The wire, mended; what went wrong in a watcher fails the test."""
    way_to_route_53.forget()
    yield way_to_route_53
    problems = list(way_to_route_53.problems)
    way_to_route_53.forget()
    assert not problems


@dataclass
class Keeper:
    """Somebody else's hands in Route 53, past the wire."""

    client: Any

    def zone(self, name: str) -> Zone:
        """The zone *name*, delegated to its hosted zone, which is made where there is none."""
        found = self.client.list_hosted_zones_by_name(DNSName=name)["HostedZones"]
        public = [one for one in found if one["Name"] == name and not one["Config"]["PrivateZone"]]
        made = public[0] if public else self.made(name)
        servers = self.client.get_hosted_zone(Id=made["Id"])["DelegationSet"]["NameServers"]
        return Zone(name, (), delegated=tuple(sorted(f"{one}." for one in servers)))

    def made(self, name: str, **options: Any) -> Any:
        return self.client.create_hosted_zone(Name=name, CallerReference=f"test {name}", **options)[
            "HostedZone"
        ]

    def put(self, plan: RecordPlan, **changes: Any) -> None:
        """Put a record set of the test's own at the first name of *plan*."""
        first = {
            "Name": plan.changes[0].record.name,
            "Type": "CNAME",
            "TTL": 60,
            "ResourceRecords": [{"Value": "elsewhere.example.net."}],
        }
        self.change(plan.zone.id, "UPSERT", first | changes)

    def change(self, zone_id: str, action: str, record_set: dict[str, Any]) -> None:
        self.client.change_resource_record_sets(
            HostedZoneId=zone_id,
            ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record_set}]},
        )

    def remove(self, zone_id: str) -> None:
        """Delete the hosted zone with all that stands in it."""
        for one in self.client.list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]:
            if one["Type"] not in ("NS", "SOA"):
                self.change(zone_id, "DELETE", one)
        self.client.delete_hosted_zone(Id=zone_id)

    def at(self, zone_id: str, *records: ValidationRecord) -> list[tuple[str, int, str]]:
        """Type, TTL and value of everything that stands at the names of *records*."""
        names = {one.name for one in records}
        listed = self.client.list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
        return [
            (one["Type"], one["TTL"], value["Value"])
            for one in listed
            if one["Name"] in names
            for value in one["ResourceRecords"]
        ]


@pytest.fixture
def keeper(clients: Clients, operator: Operator) -> Keeper:
    return Keeper(clients("route53"))


@dataclass
class Waiting:
    """A migration whose successor waits for its records, and the zone that they belong into."""

    migration: Migration
    zone: Zone
    operator: Operator

    @property
    def id(self) -> str:
        return self.migration.id

    @property
    def records(self) -> tuple[ValidationRecord, ...]:
        return self.migration.records

    def preview(self) -> RecordPlan:
        (plan,) = route53.preview(self.operator.services, self.id, dict.fromkeys(self.records, self.zone))
        assert isinstance(plan, RecordPlan)
        return plan

    def write(self, plan: RecordPlan) -> Migration:
        return route53.write(self.operator.services, self.id, plan)

    def look(self) -> Migration:
        return route53.look(self.operator.services, self.id)

    def now(self) -> Migration:
        return record.load(self.operator.services, self.id)

    def events(self) -> list[Event]:
        return self.operator.events(self.id)


@pytest.fixture
def waiting(operator: Operator, keeper: Keeper, wire: Wire) -> Waiting:
    """The shop's certificate and its www: two records in the zone example.com."""
    return Waiting(operator.requested(), keeper.zone("example.com."), operator)


def latest(migration: Migration) -> DnsChange:
    assert migration.dns_change is not None
    return migration.dns_change


# -- the preview -------------------------------------------------------------------------------------------


def test_a_preview_changes_nothing(waiting: Waiting, keeper: Keeper, wire: Wire) -> None:
    before = waiting.now()
    plan = waiting.preview()
    assert [one.action for one in plan.changes] == [Action.CREATE, Action.CREATE]
    assert plan.written == waiting.records
    assert plan.can_be_written
    assert wire.mutations == []
    assert waiting.now() == before
    assert keeper.at(plan.zone.id, *waiting.records) == []


def test_what_stands_there_is_shown(waiting: Waiting, keeper: Keeper) -> None:
    empty = waiting.preview()
    keeper.put(empty)
    assert waiting.preview().changes[0].action is Action.REPLACE
    keeper.put(empty, ResourceRecords=[{"Value": "_other.acm-validations.aws."}])
    assert waiting.preview().changes[0].action is Action.REPLACE_VALIDATION
    keeper.put(empty, ResourceRecords=[{"Value": waiting.records[0].value}])
    shown = waiting.preview()
    assert [one.action for one in shown.changes] == [Action.THERE, Action.CREATE]
    assert shown.written == waiting.records[1:]


def test_each_zone_has_its_own_answer(waiting: Waiting, operator: Operator, keeper: Keeper) -> None:
    first, second = waiting.records
    alone = Zone(second.name.partition(".")[2], (), delegated=("ns1.dns.example.",))
    answers = route53.preview(operator.services, waiting.id, {first: waiting.zone, second: alone})
    plan, refusal = answers
    assert isinstance(plan, RecordPlan)
    assert plan.written == (first,)
    assert refusal == NotServed(
        alone.name,
        WhyNot.NONE,
        f"{alone.name[:-1]} has no hosted zone in this account.",
        (second,),
    )


def test_a_record_whose_zone_was_not_found_is_told(waiting: Waiting, operator: Operator) -> None:
    first, second = waiting.records
    (refusal, plan) = route53.preview(operator.services, waiting.id, {second: waiting.zone})
    assert isinstance(refusal, NotServed)
    assert (refusal.zone, refusal.why, refusal.records) == ("", WhyNot.ZONE_UNKNOWN, (first,))
    assert first.name[:-1] in refusal.message
    assert isinstance(plan, RecordPlan)
    assert plan.written == (second,)


def test_the_name_alone_is_not_enough(waiting: Waiting, operator: Operator) -> None:
    elsewhere = msgspec.structs.replace(waiting.zone, delegated=("ns1.dns.example.", "ns2.dns.example."))
    (refusal,) = route53.preview(operator.services, waiting.id, dict.fromkeys(waiting.records, elsewhere))
    assert isinstance(refusal, NotServed)
    assert (refusal.why, refusal.records) == (WhyNot.ELSEWHERE, waiting.records)
    assert "ns1.dns.example, ns2.dns.example" in refusal.message


def test_a_private_zone_is_never_offered(waiting: Waiting, operator: Operator, keeper: Keeper) -> None:
    keeper.made(
        "private.example.",
        HostedZoneConfig={"PrivateZone": True},
        VPC={"VPCRegion": "us-east-1", "VPCId": "vpc-1"},
    )
    zone = Zone("private.example.", (), delegated=waiting.zone.delegated)
    (refusal,) = route53.preview(operator.services, waiting.id, dict.fromkeys(waiting.records, zone))
    assert isinstance(refusal, NotServed)
    assert refusal.why is WhyNot.PRIVATE


def test_who_may_not_list_is_told_what_to_ask_for(waiting: Waiting, wire: Wire) -> None:
    wire.always("ListHostedZonesByName", Refusal("AccessDenied", 403))
    with pytest.raises(ServiceTrouble, match="route53:ListHostedZonesByName"):
        waiting.preview()


# -- writing -----------------------------------------------------------------------------------------------


def test_every_record_is_written_in_one_call_and_noted(waiting: Waiting, keeper: Keeper, wire: Wire) -> None:
    plan = waiting.preview()
    at_the_call: list[Event] = []
    wire.watch(WRITE, lambda: at_the_call.extend(waiting.events()))
    after = waiting.write(plan)
    intent = Intended(
        UpsertRecords(
            plan.zone.id,
            "example.com.",
            waiting.records,
            300,
            comment=f"acm-tui: validation records of migration {waiting.id}",
        )
    )
    assert at_the_call[-1] == intent
    assert wire.mutations == [WRITE]
    sent = wire.calls[-1].parameters["Body"]
    assert f"<Comment>acm-tui: validation records of migration {waiting.id}</Comment>" in sent
    assert sorted(keeper.at(plan.zone.id, *waiting.records)) == sorted(
        ("CNAME", 300, one.value) for one in waiting.records
    )
    done, noted = waiting.events()[-2:]
    assert isinstance(done, Succeeded)
    assert done.arn
    assert noted == HandedOver("Route 53")
    change = latest(after)
    assert (change.zone_id, change.zone, change.records) == (plan.zone.id, "example.com.", waiting.records)
    assert (change.change_id, change.status) == (done.arn, "PENDING")
    assert after.handed_over == ("Route 53",)
    assert after == waiting.now()


def test_what_is_right_is_left_alone_and_what_is_replaced_is_kept_in_the_journal(
    waiting: Waiting, keeper: Keeper, wire: Wire
) -> None:
    empty = waiting.preview()
    first, second = waiting.records
    keeper.put(empty, ResourceRecords=[{"Value": first.value}])
    keeper.put(empty, Name=second.name)
    waiting.write(waiting.preview())
    (intent,) = [one for one in waiting.events()[-3:] if isinstance(one, Intended)]
    assert isinstance(intent.mutation, UpsertRecords)
    assert intent.mutation.records == (second,)
    assert intent.mutation.replaced == (ValidationRecord(second.name, "CNAME", "elsewhere.example.net."),)
    assert first.name not in wire.calls[-1].parameters["Body"]
    assert sorted(keeper.at(empty.zone.id, first, second)) == sorted(
        [("CNAME", 60, first.value), ("CNAME", 300, second.value)]
    )


def test_a_finished_plan_run_again_does_nothing(waiting: Waiting, wire: Wire) -> None:
    plan = waiting.preview()
    after = waiting.write(plan)
    wire.forget()
    assert waiting.write(plan) == after
    assert waiting.write(waiting.preview()) == after
    assert wire.mutations == []


def test_records_that_somebody_else_put_there_count_as_handed_over(
    waiting: Waiting, keeper: Keeper, wire: Wire
) -> None:
    plan = waiting.preview()
    for one in waiting.records:
        keeper.put(plan, Name=one.name, ResourceRecords=[{"Value": one.value}])
    after = waiting.write(waiting.preview())
    assert wire.mutations == []
    assert (after.handed_over, after.dns_changes) == (("Route 53",), ())


def test_one_conflict_stops_all(waiting: Waiting, keeper: Keeper, wire: Wire) -> None:
    keeper.put(waiting.preview(), Type="TXT", ResourceRecords=[{"Value": '"x"'}])
    before = waiting.now()
    plan = waiting.preview()
    with pytest.raises(Refused, match="1 of the records cannot be written") as raised:
        waiting.write(plan)
    assert "TXT" in raised.value.cause
    assert (wire.mutations, waiting.now()) == ([], before)


def test_a_zone_that_is_delegated_elsewhere_meanwhile_is_not_written(waiting: Waiting, wire: Wire) -> None:
    plan, before = waiting.preview(), waiting.now()
    moved = msgspec.structs.replace(waiting.zone, delegated=("ns1.dns.example.",))
    seen = dict.fromkeys(waiting.records, moved)
    with pytest.raises(PlanStale, match="does not serve the records any more") as raised:
        route53.write(waiting.operator.services, waiting.id, plan, seen)
    assert "is now delegated to other servers: ns1.dns.example." in raised.value.cause
    assert (wire.mutations, waiting.now()) == ([], before)


@pytest.mark.parametrize("known", [True, False], ids=["the same", "not seen this time"])
def test_a_delegation_that_is_not_seen_to_have_changed_stands_in_no_way(
    waiting: Waiting, known: bool
) -> None:
    zone = waiting.zone if known else msgspec.structs.replace(waiting.zone, delegated=())
    seen = dict.fromkeys(waiting.records, zone)
    after = route53.write(waiting.operator.services, waiting.id, waiting.preview(), seen)
    assert after.handed_over == ("Route 53",)


def somebody_changes_a_value(keeper: Keeper, plan: RecordPlan) -> None:
    keeper.put(plan)


def somebody_puts_text_there(keeper: Keeper, plan: RecordPlan) -> None:
    keeper.put(plan, Type="TXT", ResourceRecords=[{"Value": '"x"'}])


def somebody_creates_one_of_them(keeper: Keeper, plan: RecordPlan) -> None:
    keeper.put(plan, ResourceRecords=[{"Value": plan.changes[0].record.value}])


@pytest.mark.parametrize(
    "does", [somebody_changes_a_value, somebody_puts_text_there, somebody_creates_one_of_them]
)
def test_what_is_no_longer_as_in_the_preview_is_not_written(
    waiting: Waiting, keeper: Keeper, wire: Wire, does: Callable[[Keeper, RecordPlan], None]
) -> None:
    plan = waiting.preview()
    before = waiting.now()
    does(keeper, plan)
    held = keeper.at(plan.zone.id, *waiting.records)
    with pytest.raises(PlanStale, match="1 of the names changed") as raised:
        waiting.write(plan)
    assert waiting.records[0].name[:-1] in raised.value.cause
    assert (wire.mutations, waiting.now()) == ([], before)
    assert keeper.at(plan.zone.id, *waiting.records) == held


def test_a_plan_for_other_records_is_not_written(waiting: Waiting, wire: Wire) -> None:
    plan = waiting.preview()
    other = ValidationRecord("_other.example.com.", "CNAME", "_other.acm-validations.aws.")
    changes = (*plan.changes, msgspec.structs.replace(plan.changes[0], record=other))
    with pytest.raises(PlanStale, match="waits for other records"):
        waiting.write(msgspec.structs.replace(plan, changes=changes))
    assert wire.mutations == []


def test_without_a_certificate_that_waits_nothing_is_written(waiting: Waiting, wire: Wire) -> None:
    plan = waiting.preview()
    services = waiting.operator.services
    gone = mutate(Writer(services, waiting.now()), deletion_of_new(waiting.now()))
    assert gone.records == waiting.records  # those of the one that is gone: the next one will show them too
    with pytest.raises(Refused, match="No certificate waits"):
        waiting.write(plan)
    assert wire.mutations == []
    assert waiting.now() == gone


def test_a_hosted_zone_that_is_gone_is_told(waiting: Waiting, keeper: Keeper, wire: Wire) -> None:
    plan = waiting.preview()
    before = waiting.now()
    keeper.remove(plan.zone.id)
    with pytest.raises(NotFound, match="no such hosted zone"):
        waiting.write(plan)
    assert (wire.mutations, waiting.now()) == ([], before)


# -- the gate ----------------------------------------------------------------------------------------------


def test_read_only_writes_nothing(waiting: Waiting, wire: Wire) -> None:
    plan = waiting.preview()
    before = waiting.now()
    with pytest.raises(Refused, match="--read-only"):
        route53.write(replace(waiting.operator.services, read_only=True), waiting.id, plan)
    assert (wire.mutations, waiting.now()) == ([], before)


def test_another_account_is_refused_for_reading_and_for_writing(
    waiting: Waiting, wire: Wire, stranger: Access
) -> None:
    plan = waiting.preview()
    before = waiting.now()
    services = replace(waiting.operator.services, accesses=(stranger,), _known={})
    wire.forget()
    with pytest.raises(Refused, match="account 111122223333") as raised:
        route53.write(services, waiting.id, plan)
    assert STRANGER in raised.value.cause
    with pytest.raises(Refused, match="account 111122223333"):
        route53.preview(services, waiting.id, dict.fromkeys(waiting.records, waiting.zone))
    assert (wire.calls, waiting.now()) == ([], before)


def test_whoever_writes_to_the_journal_between_the_look_and_the_intent_wins(
    waiting: Waiting, wire: Wire
) -> None:
    plan = waiting.preview()
    rival = replace(waiting.operator.services, actor="bunji@laptop")
    wire.watch_once(
        "ListResourceRecordSets",
        lambda: record.record(rival, record.load(rival, waiting.id), HandedOver("CSV")),
    )
    with pytest.raises(SomebodyWasFirst, match="bunji@laptop"):
        waiting.write(plan)
    assert wire.mutations == []
    assert waiting.events()[-1] == HandedOver("CSV")


def test_an_outcome_and_its_note_stand_behind_what_somebody_wrote_meanwhile(
    waiting: Waiting, wire: Wire
) -> None:
    plan = waiting.preview()
    rival = replace(waiting.operator.services, actor="bunji@laptop")
    wire.watch_once(WRITE, lambda: record.record(rival, record.load(rival, waiting.id), HandedOver("CSV")))
    after = waiting.write(plan)
    assert after.handed_over == ("CSV", "Route 53")
    assert latest(after).status == "PENDING"
    assert after == waiting.now()


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.CUT])
def test_a_lost_answer_is_settled_by_reading_before_anything_is_repeated(
    waiting: Waiting, keeper: Keeper, wire: Wire, fate: Fate
) -> None:
    plan = waiting.preview()
    wire.always(WRITE, fate)
    with pytest.raises(OutcomeUnknown):
        waiting.write(plan)
    assert isinstance(waiting.events()[-1], Intended)
    wire.forget()
    after = waiting.write(plan)
    done = [code for code, reconciled in outcomes(waiting.events()) if reconciled]
    assert done == ["done" if fate is Fate.LOST else "NotCarriedOut"]
    assert wire.mutations == ([] if fate is Fate.LOST else [WRITE])
    assert latest(after).records == waiting.records
    assert after.handed_over == ("Route 53",)
    assert len(keeper.at(plan.zone.id, *waiting.records)) == 2
    if fate is Fate.LOST:
        # No change id came: whether the servers have it, only they can tell.
        assert (latest(after).change_id, latest(after).status) == ("", "")
        assert waiting.look() == after
        assert wire.count("GetChange") == 0


def test_what_somebody_changed_after_a_lost_answer_is_not_taken_for_ours(
    waiting: Waiting, keeper: Keeper, wire: Wire
) -> None:
    plan = waiting.preview()
    wire.always(WRITE, Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        waiting.write(plan)
    wire.mend()
    keeper.put(plan)
    with pytest.raises(PlanStale):
        waiting.write(plan)
    failed = waiting.events()[-1]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.reconciled) == ("NotCarriedOut", True)
    assert waiting.now().dns_changes == ()


def test_a_lost_answer_about_a_zone_that_is_gone_is_settled(
    waiting: Waiting, keeper: Keeper, wire: Wire
) -> None:
    plan = waiting.preview()
    wire.always(WRITE, Fate.CUT)
    with pytest.raises(OutcomeUnknown):
        waiting.write(plan)
    wire.mend()
    keeper.remove(plan.zone.id)
    with pytest.raises(NotFound):
        waiting.write(plan)
    assert not waiting.now().in_flight
    assert waiting.now().failure is not None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("InvalidChangeBatch", "Route 53 refused the records"),
        ("PriorRequestNotComplete", "still busy with an earlier change"),
        ("AccessDenied", "You may not call route53:ChangeResourceRecordSets"),
    ],
)
def test_a_refusal_is_written_down_and_nothing_counts_as_handed_over(
    waiting: Waiting, wire: Wire, code: str, sentence: str
) -> None:
    plan = waiting.preview()
    wire.always(WRITE, Refusal(code))
    with pytest.raises(ServiceTrouble, match=sentence):
        waiting.write(plan)
    failed = waiting.events()[-1]
    assert isinstance(failed, Failed)
    assert failed.code == code
    after = waiting.now()
    assert (after.in_flight, after.dns_changes, after.handed_over) == ((), (), ())
    wire.mend()
    assert waiting.write(plan).handed_over == ("Route 53",)


# -- the watch ---------------------------------------------------------------------------------------------


def status(value: str) -> Any:
    told = f"<Id>/change/C1</Id><Status>{value}</Status><SubmittedAt>2026-11-23T09:00:00Z</SubmittedAt>"
    return says("GetChange", f"<ChangeInfo>{told}</ChangeInfo>")


def test_pending_becomes_insync_and_only_the_difference_is_written(waiting: Waiting, wire: Wire) -> None:
    written = waiting.write(waiting.preview())
    wire.fails("GetChange", status("PENDING"), status("PENDING"), status("INSYNC"))
    for _ in range(2):
        assert waiting.look() == written
    after = waiting.look()
    assert latest(after).status == "INSYNC"
    assert waiting.events()[-1] == RecordsChangeSeen(latest(written).change_id, "INSYNC")
    assert waiting.look() == after
    assert wire.count("GetChange") == 3
    asked = {call.parameters["Id"] for call in wire.calls if call.operation == "GetChange"}
    assert asked == {latest(written).change_id}


def test_before_anything_is_written_nobody_is_asked(waiting: Waiting, wire: Wire) -> None:
    assert waiting.look() == waiting.now() == waiting.migration
    assert wire.calls == []


def test_a_change_that_route_53_has_forgotten_is_not_asked_for_again(waiting: Waiting, wire: Wire) -> None:
    waiting.write(waiting.preview())
    wire.always("GetChange", Refusal("NoSuchChange", 404))
    after = waiting.look()
    assert latest(after).status == ""
    assert waiting.look() == after
    assert wire.count("GetChange") == 1


def test_credentials_of_another_account_do_not_make_a_change_forgotten(
    waiting: Waiting, wire: Wire, turncoat: Turncoat
) -> None:
    written = waiting.write(waiting.preview())
    turncoat.become("111122223333")
    services = replace(waiting.operator.services, accesses=(turncoat.access,), _known={})
    wire.fails("GetChange", status("PENDING"), Refusal("NoSuchChange", 404))
    assert route53.look(services, waiting.id) == written
    turncoat.become(STRANGER)
    with pytest.raises(Refused, match="account 111122223333"):
        route53.look(services, waiting.id)
    assert waiting.now() == written


def test_while_a_call_is_under_way_nothing_is_asked_and_nothing_written(
    waiting: Waiting, keeper: Keeper, wire: Wire
) -> None:
    plan = waiting.preview()
    waiting.write(plan)
    keeper.put(plan)
    wire.always(WRITE, Fate.CUT)
    with pytest.raises(OutcomeUnknown):
        waiting.write(waiting.preview())
    wire.forget()
    open_one = waiting.now()
    assert waiting.look() == open_one == waiting.now()
    assert wire.calls == []


def test_who_is_overtaken_while_looking_writes_nothing_and_shows_what_is(
    waiting: Waiting, wire: Wire
) -> None:
    waiting.write(waiting.preview())
    rival = replace(waiting.operator.services, actor="bunji@laptop")
    overtaken = []
    wire.fails("GetChange", status("INSYNC"), status("INSYNC"))
    wire.watch_once(
        "GetChange",
        lambda: overtaken.append(record.record(rival, record.load(rival, waiting.id), HandedOver("CSV"))),
    )
    assert waiting.look() == overtaken[0]
    assert latest(waiting.look()).status == "INSYNC"


def test_what_cannot_be_asked_changes_nothing(waiting: Waiting, wire: Wire) -> None:
    written = waiting.write(waiting.preview())
    for fate in (Refusal("AccessDenied", 403), Fate.CUT, Refusal("InternalFailure", 500)):
        wire.always("GetChange", fate)
        with pytest.raises(Trouble):
            waiting.look()
        assert waiting.now() == written
        wire.mend()


def test_a_program_that_ends_between_the_outcome_and_its_note_is_made_up_for(
    waiting: Waiting, wire: Wire
) -> None:
    plan = waiting.preview()
    journal = waiting.operator.services.journal

    class Dying:
        read, last = journal.read, journal.last
        migrations, notes = journal.migrations, journal.notes

        def append(self, migration: str, seq: int, at: Any, actor: str, event: Event) -> Any:
            if isinstance(event, HandedOver):
                raise Killed
            return journal.append(migration, seq, at, actor, event)

    with pytest.raises(Killed):
        route53.write(replace(waiting.operator.services, journal=Dying()), waiting.id, plan)
    assert waiting.now().handed_over == ()
    wire.always("GetChange", status("PENDING"))
    after = waiting.look()
    assert after.handed_over == ("Route 53",)
    assert waiting.look() == after


def test_who_is_overtaken_before_the_note_has_written_all_the_same(waiting: Waiting, wire: Wire) -> None:
    plan = waiting.preview()
    journal = waiting.operator.services.journal
    rival = replace(waiting.operator.services, actor="bunji@laptop")

    class Overtaken:
        read, last = journal.read, journal.last
        migrations, notes = journal.migrations, journal.notes

        def append(self, migration: str, seq: int, at: Any, actor: str, event: Event) -> Any:
            if event == HandedOver("Route 53"):
                record.record(rival, record.load(rival, waiting.id), HandedOver("CSV"))
            return journal.append(migration, seq, at, actor, event)

    after = route53.write(replace(waiting.operator.services, journal=Overtaken()), waiting.id, plan)
    assert (after.handed_over, latest(after).status) == (("CSV",), "PENDING")
    assert waiting.look().handed_over == ("CSV", "Route 53")
