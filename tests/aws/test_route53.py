"""Route 53: what is sent, and what its answers become."""

import subprocess
import sys
from collections.abc import Iterator
from xml.etree import ElementTree

import boto3
import pytest
from moto import mock_aws

from acm_tui.aws import route53
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.route53 import unescaped
from acm_tui.aws.session import MAX_ATTEMPTS, Access
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import NotFound, OutcomeUnknown, ServiceTrouble, Trouble
from acm_tui.domain.hosted_zone import HostedZone
from acm_tui.domain.mutation import UpsertRecords
from acm_tui.domain.record_plan import RecordSet, holds
from tests.aws.scripted import ROUTE_53, Answer, Error, Reset, ScriptedAws

REGION = "ap-northeast-1"
NAME = "_a1.shop.example.com."
RECORD = ValidationRecord(NAME, "CNAME", "_b1.acm-validations.aws.")
SECOND = ValidationRecord("_a2.example.com.", "CNAME", "_b2.acm-validations.aws.")
WANTED = UpsertRecords("Z1", "example.com.", (RECORD, SECOND), 300, "acm-tui: migration m-0001")


def zone(zone_id: str, name: str, private: bool = False) -> str:
    return (
        f"<HostedZone><Id>/hostedzone/{zone_id}</Id><Name>{name}</Name><CallerReference>r</CallerReference>"
        f"<Config><PrivateZone>{str(private).lower()}</PrivateZone></Config></HostedZone>"
    )


def zones(*found: str, then: tuple[str, str] | None = None) -> Answer:
    more = (
        f"<NextDNSName>{then[0]}</NextDNSName><NextHostedZoneId>{then[1]}</NextHostedZoneId>" if then else ""
    )
    return Answer(
        f"<HostedZones>{''.join(found)}</HostedZones><MaxItems>100</MaxItems>{more}"
        f"<IsTruncated>{'true' if then else 'false'}</IsTruncated>"
    )


def servers(*names: str) -> Answer:
    listed = "".join(f"<NameServer>{name}</NameServer>" for name in names)
    return Answer(
        f"{zone('Z', 'example.com.')}<DelegationSet><NameServers>{listed}</NameServers></DelegationSet>"
    )


def found_set(name: str, kind: str, *values: str, other: str = "") -> str:
    records = "".join(f"<ResourceRecord><Value>{value}</Value></ResourceRecord>" for value in values)
    held = f"<TTL>60</TTL><ResourceRecords>{records}</ResourceRecords>" if values else ""
    return f"<ResourceRecordSet><Name>{name}</Name><Type>{kind}</Type>{other}{held}</ResourceRecordSet>"


def sets(*found: str, then: str = "") -> Answer:
    return Answer(
        f"<ResourceRecordSets>{''.join(found)}</ResourceRecordSets><MaxItems>20</MaxItems>{then}"
        f"<IsTruncated>{'true' if then else 'false'}</IsTruncated>"
    )


CHANGED = Answer(
    "<ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>"
    "<SubmittedAt>2026-11-23T09:00:00Z</SubmittedAt></ChangeInfo>"
)


def test_zones_of_exactly_that_name_with_the_servers_of_the_public_ones(
    aws: ScriptedAws, access: Access
) -> None:
    aws.script(
        "ListHostedZonesByName",
        zones(
            zone("Z1", "example.com."),
            zone("Z2", "example.com.", private=True),
            zone("Z3", "Example.com."),
            zone("Z4", "sub.example.com."),
            zone("Z5", "example.com."),
        ),
    )
    aws.script("GetHostedZone", servers("ns-2.awsdns-01.net", "NS-1.awsdns-00.org"), servers())
    assert route53.hosted_zones(access, REGION, "Example.COM") == (
        HostedZone("Z1", "example.com.", False, ("ns-1.awsdns-00.org.", "ns-2.awsdns-01.net.")),
        HostedZone("Z2", "example.com.", True),
        HostedZone("Z3", "example.com.", False, ()),
    )
    assert aws.parameters("ListHostedZonesByName") == [{"dnsname": "example.com."}]
    assert [call["Id"] for call in aws.parameters("GetHostedZone")] == ["Z1", "Z3"]


def test_zones_of_one_name_may_come_in_pages(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "ListHostedZonesByName",
        zones(zone("Z1", "example.com.", private=True), then=("example.com.", "Z2")),
        zones(zone("Z2", "example.com.", private=True), then=("example.net.", "Z3")),
        zones(zone("Z3", "example.net.", private=True)),
    )
    assert [one.id for one in route53.hosted_zones(access, REGION, "example.com.")] == ["Z1", "Z2"]
    assert aws.parameters("ListHostedZonesByName")[1] == {"dnsname": "example.com.", "hostedzoneid": "Z2"}


def test_a_zone_that_vanishes_in_between_is_left_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("ListHostedZonesByName", zones(zone("Z1", "example.com."), zone("Z2", "example.com.")))
    aws.script("GetHostedZone", Error("NoSuchHostedZone", status=404), servers("ns-1.awsdns-00.org"))
    assert [one.id for one in route53.hosted_zones(access, REGION, "example.com.")] == ["Z2"]


def test_what_stands_at_one_name(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "ListResourceRecordSets",
        sets(
            found_set("_A1.shop.example.com", "CNAME", "_b1.acm-validations.aws"),
            found_set(NAME, "TXT", '"a\\052b"', '"c"'),
            found_set(
                NAME,
                "A",
                other="<AliasTarget><HostedZoneId>Z9</HostedZoneId><DNSName>\\052.Shop.example.net</DNSName>"
                "<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>",
            ),
            found_set(NAME, "CNAME", "blue.example.net", other="<SetIdentifier>blue</SetIdentifier>"),
            found_set(NAME, "AAAA", other="<TrafficPolicyInstanceId>policy-1</TrafficPolicyInstanceId>"),
            found_set("_a2.shop.example.com.", "CNAME", "_b2.acm-validations.aws"),
            found_set(NAME, "MX", "10 mail.example.com."),
        ),
    )
    assert route53.record_sets(access, REGION, "Z1", NAME) == (
        RecordSet(NAME, "CNAME", ("_b1.acm-validations.aws",), 60),
        RecordSet(NAME, "TXT", ('"a\\052b"', '"c"'), 60),
        RecordSet(NAME, "A", (), None, alias="*.shop.example.net."),
        RecordSet(NAME, "CNAME", ("blue.example.net",), 60, identifier="blue"),
        RecordSet(NAME, "AAAA", (), None, traffic_policy="policy-1"),
    )
    assert aws.parameters("ListResourceRecordSets") == [{"Id": "Z1", "name": NAME, "maxitems": "20"}]


def test_names_are_found_behind_their_escapes(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "ListResourceRecordSets", sets(found_set("\\137A1.\\052.example.com.", "CNAME", "\\137b1.aws."))
    )
    (found,) = route53.record_sets(access, REGION, "Z1", "_a1.*.example.com")
    assert found == RecordSet("_a1.*.example.com.", "CNAME", ("_b1.aws.",), 60)


def test_sets_at_one_name_may_come_in_pages(aws: ScriptedAws, access: Access) -> None:
    weighted = [
        found_set(NAME, "CNAME", "x.example.net", other=f"<SetIdentifier>{n}</SetIdentifier>")
        for n in range(3)
    ]
    after = f"<NextRecordName>{NAME}</NextRecordName><NextRecordType>CNAME</NextRecordType>"
    aws.script(
        "ListResourceRecordSets",
        sets(weighted[0], then=f"{after}<NextRecordIdentifier>1</NextRecordIdentifier>"),
        sets(weighted[1], then=f"{after}<NextRecordIdentifier>2</NextRecordIdentifier>"),
        sets(weighted[2], then=after.replace("CNAME", "TXT")),
        sets(found_set(NAME, "TXT", '"x"')),
    )
    found = route53.record_sets(access, REGION, "Z1", NAME)
    assert [one.identifier for one in found] == ["0", "1", "2", None]
    asked = aws.parameters("ListResourceRecordSets")
    assert [(one.get("type"), one.get("identifier")) for one in asked] == [
        (None, None),
        ("CNAME", "1"),
        ("CNAME", "2"),
        ("TXT", None),
    ]


def test_nothing_stands_there(aws: ScriptedAws, access: Access) -> None:
    aws.script("ListResourceRecordSets", sets())
    assert route53.record_sets(access, REGION, "Z1", NAME) == ()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("\\052.example.com.", "*.example.com."),
        ("\\137a.example.com.", "_a.example.com."),
        ("a\\100b.example.com.", "a@b.example.com."),
        ("a\\056b.example.com.", "a\\056b.example.com."),
        ("a\\134052.example.com.", "a\\134052.example.com."),
        ("ex\\344mple.com.", "ex\\344mple.com."),
        ("a\\033[2J.example.com.", "a\\033[2J.example.com."),
        ("a\\040b.example.com.", "a\\040b.example.com."),
        ("a\\777b.example.com.", "a\\777b.example.com."),
        ("a\\08.example.com.", "a\\08.example.com."),
        ("plain.example.com.", "plain.example.com."),
    ],
)
def test_escapes_are_octal_and_a_name_stays_the_same_name(given: str, meant: str) -> None:
    assert unescaped(given) == meant


def test_exactly_what_is_written_in_one_batch(aws: ScriptedAws, access: Access) -> None:
    aws.script("ChangeResourceRecordSets", CHANGED)
    assert route53.upsert(access, REGION, WANTED) == Receipt("C1", "request-1")
    (call,) = aws.parameters("ChangeResourceRecordSets")
    assert call["Id"] == "Z1"
    root = ElementTree.fromstring(call["Body"])
    space = {"r": ROUTE_53}
    assert root.findtext("r:ChangeBatch/r:Comment", namespaces=space) == "acm-tui: migration m-0001"
    changes = root.findall("r:ChangeBatch/r:Changes/r:Change", space)
    told = [[(leaf.tag.rpartition("}")[2], leaf.text) for leaf in one.iter() if leaf.text] for one in changes]
    assert told == [
        [
            ("Action", "UPSERT"),
            ("Name", record.name),
            ("Type", "CNAME"),
            ("TTL", "300"),
            ("Value", record.value),
        ]
        for record in (RECORD, SECOND)
    ]


def test_what_became_of_a_change(aws: ScriptedAws, access: Access) -> None:
    done = Answer(str(CHANGED.body).replace("PENDING", "INSYNC"))
    aws.script("GetChange", CHANGED, done, Error("NoSuchChange", status=404))
    assert [route53.change_status(access, REGION, "C1") for _ in range(2)] == ["PENDING", "INSYNC"]
    with pytest.raises(NotFound) as raised:
        route53.change_status(access, REGION, "C1")
    assert raised.value.sentence == "There is no such change in Route 53 (any more)."
    assert aws.parameters("GetChange")[0] == {"Id": "C1"}


@pytest.mark.parametrize(
    ("error", "expected", "sentence", "attempts"),
    [
        (Error("NoSuchHostedZone", status=404), NotFound, "There is no such hosted zone (any more).", 1),
        (Error("InvalidChangeBatch"), ServiceTrouble, "Route 53 refused the records. None of them was", 1),
        (
            Error("PriorRequestNotComplete"),
            ServiceTrouble,
            "Route 53 is still busy with an earlier change of this hosted zone.",
            MAX_ATTEMPTS,
        ),
        (Error("Throttling", "Rate exceeded"), ServiceTrouble, "AWS asks to slow down.", MAX_ATTEMPTS),
        (
            Error(
                "AccessDenied", "x is not authorized to perform: route53:ChangeResourceRecordSets on y", 403
            ),
            ServiceTrouble,
            "You may not call route53:ChangeResourceRecordSets.",
            1,
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Error) else None,
)
def test_each_refusal_is_a_trouble_of_its_own(
    aws: ScriptedAws, access: Access, error: Error, expected: type[Trouble], sentence: str, attempts: int
) -> None:
    aws.script("ChangeResourceRecordSets", error)
    with pytest.raises(ServiceTrouble) as raised:
        route53.upsert(access, REGION, WANTED)
    assert type(raised.value) is expected
    assert raised.value.sentence.startswith(sentence)
    assert raised.value.code == error.code
    assert raised.value.cause == f"route53:ChangeResourceRecordSets: {error.code}: {error.message}"
    assert raised.value.remedy
    assert len(aws.calls) == attempts


def test_a_lost_answer_leaves_the_outcome_of_writing_open(aws: ScriptedAws, access: Access) -> None:
    aws.script("ChangeResourceRecordSets", Reset(), Error("Throttling"))
    with pytest.raises(OutcomeUnknown) as raised:
        route53.upsert(access, REGION, WANTED)
    assert raised.value.operation == "route53:ChangeResourceRecordSets"


def test_reading_is_repeated_after_a_lost_answer(aws: ScriptedAws, access: Access) -> None:
    aws.script("ListResourceRecordSets", Reset(), sets(found_set(NAME, "CNAME", RECORD.value)))
    assert holds(route53.record_sets(access, REGION, "Z1", NAME), RECORD)
    assert len(aws.calls) == 2


@pytest.mark.parametrize(
    ("region", "host"),
    [
        (REGION, "route53.amazonaws.com"),
        ("cn-north-1", "route53.amazonaws.com.cn"),
        ("us-gov-west-1", "route53.us-gov.amazonaws.com"),
    ],
)
def test_the_region_only_tells_the_partition(region: str, host: str) -> None:
    access = Access(None, region)
    assert access.client("route53", region).meta.endpoint_url == f"https://{host}"
    access.close()


def test_importing_the_adapter_imports_no_boto3() -> None:
    code = (
        "import sys, acm_tui.aws.route53; "
        "print([m for m in ('boto3', 'botocore', 'dns', 'moto', 'textual') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def emulated() -> Iterator[Access]:
    """Plain moto, which makes up its own XML."""
    with mock_aws():
        access = Access(None, REGION)
        yield access
        access.close()


def test_the_whole_way_in_an_emulated_route_53(emulated: Access) -> None:
    client = boto3.client("route53", region_name=REGION)
    made = [
        client.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"].rpartition("/")[2]
        for name in ("example.com", "example.net")
    ]
    (hosted,) = route53.hosted_zones(emulated, REGION, "example.com.")
    assert (hosted.id, hosted.name, hosted.private) == (made[0], "example.com.", False)
    assert hosted.name_servers
    assert route53.record_sets(emulated, REGION, hosted.id, NAME) == ()
    done = route53.upsert(
        emulated, REGION, UpsertRecords(hosted.id, hosted.name, (RECORD, SECOND), 300, "acm-tui: m-0001")
    )
    assert done.arn
    assert "/" not in done.arn
    assert route53.change_status(emulated, REGION, done.arn) in ("PENDING", "INSYNC")
    for record in (RECORD, SECOND):
        assert route53.record_sets(emulated, REGION, hosted.id, record.name) == (
            RecordSet(record.name, "CNAME", (record.value,), 300),
        )
    client.close()
