"""Change batches: all or nothing, and every refusal with AWS's code and sentence."""

from typing import Any

import pytest

from tests.sandbox.route53.zone import Zone, entry

NAME = "_x.pay.example.net."
VALUE = "_y.z.acm-validations.aws."


def cname(action: str = "CREATE", name: str = NAME, value: str = VALUE, **more: Any) -> dict[str, Any]:
    return entry(action, name, "CNAME", value, **more)


def test_a_record_is_created_listed_replaced_and_deleted(zone: Zone) -> None:
    zone.change(cname())
    assert zone.sets() == [(NAME, "CNAME", [VALUE])]
    zone.change(cname("UPSERT", value="_new.acm-validations.aws."))
    assert zone.sets() == [(NAME, "CNAME", ["_new.acm-validations.aws."])]
    zone.change(cname("DELETE", value="_new.acm-validations.aws."))
    assert zone.sets() == []


def test_the_same_upsert_again_is_fine(zone: Zone) -> None:
    first = zone.change(cname("UPSERT"))["ChangeInfo"]["Id"]
    assert zone.change(cname("UPSERT"))["ChangeInfo"]["Id"] != first
    assert zone.sets() == [(NAME, "CNAME", [VALUE])]


def test_a_record_that_exists_cannot_be_created(zone: Zone) -> None:
    zone.change(cname())
    assert zone.refused(cname(value="_other.acm-validations.aws.")) == (
        "InvalidChangeBatch",
        f"[Tried to create resource record set [name='{NAME}', type='CNAME'] but it already exists]",
    )
    assert zone.sets() == [(NAME, "CNAME", [VALUE])]


def test_what_is_not_there_cannot_be_deleted(zone: Zone) -> None:
    assert zone.refused(cname("DELETE")) == (
        "InvalidChangeBatch",
        f"[Tried to delete resource record set [name='{NAME}', type='CNAME'] but it was not found]",
    )


@pytest.mark.parametrize(
    "said", [{"value": "_other.acm-validations.aws."}, {"ttl": 60}], ids=["value", "ttl"]
)
def test_who_deletes_has_to_say_what_is_there(zone: Zone, said: dict[str, Any]) -> None:
    zone.change(cname())
    code, message = zone.refused(cname("DELETE", **said))
    assert code == "InvalidChangeBatch"
    assert "but the values provided do not match the current values" in message
    assert zone.sets() == [(NAME, "CNAME", [VALUE])]


def test_the_order_of_values_does_not_count(zone: Zone) -> None:
    zone.change(entry("CREATE", "a.example.net", "A", "192.0.2.1", "192.0.2.2"))
    zone.change(entry("DELETE", "a.example.net", "A", "192.0.2.2", "192.0.2.1"))
    assert zone.sets() == []


def test_a_cname_beside_other_data_is_refused(zone: Zone) -> None:
    zone.change(entry("CREATE", NAME, "TXT", '"text"'))
    for action in ("CREATE", "UPSERT"):
        assert zone.refused(cname(action)) == (
            "InvalidChangeBatch",
            f"[RRSet of type CNAME with DNS name {NAME} is not permitted as it conflicts with other records "
            "with the same DNS name in zone example.net.]",
        )


def test_other_data_beside_a_cname_is_refused(zone: Zone) -> None:
    zone.change(cname())
    assert zone.refused(entry("UPSERT", NAME, "TXT", '"text"')) == (
        "InvalidChangeBatch",
        f"[RRSet of type TXT with DNS name {NAME} is not permitted because a conflicting RRSet of type CNAME "
        "with the same DNS name already exists in zone example.net.]",
    )


def test_one_batch_puts_a_cname_in_the_place_of_other_data(zone: Zone) -> None:
    zone.change(entry("CREATE", NAME, "A", "192.0.2.1"))
    zone.change(cname("UPSERT"), entry("DELETE", NAME, "A", "192.0.2.1"))
    assert zone.sets() == [(NAME, "CNAME", [VALUE])]


def test_a_cname_cannot_be_the_zone_itself(zone: Zone) -> None:
    _, message = zone.refused(cname(name="example.net"))
    assert message == (
        "[RRSet of type CNAME with DNS name example.net. is not permitted at apex in zone example.net.]"
    )


@pytest.mark.parametrize("name", ["x.example.org.", "xexample.net.", "net."])
def test_a_name_outside_the_zone_is_refused(zone: Zone, name: str) -> None:
    assert zone.refused(cname(name=name)) == (
        "InvalidChangeBatch",
        f"[RRSet with DNS name {name} is not permitted in zone example.net.]",
    )


def test_one_wrong_change_undoes_the_whole_batch_and_all_are_named(zone: Zone) -> None:
    code, message = zone.refused(
        cname(),
        cname("DELETE", "gone.example.net."),
        cname(name="x.example.org."),
        cname("UPSERT", "ok.example.net"),
    )
    assert code == "InvalidChangeBatch"
    assert (
        "'gone.example.net.', type='CNAME'] but it was not found, RRSet with DNS name x.example.org."
        in message
    )
    assert zone.sets() == []


def test_a_record_cannot_be_changed_twice_in_a_batch(zone: Zone) -> None:
    for twice in ([cname(), cname("UPSERT")], [cname("UPSERT"), cname("UPSERT")], [cname(), cname()]):
        code, message = zone.refused(*twice)
        assert code == "InvalidChangeBatch"
        assert f"an invalid set of changes for a resource record set 'CNAME {NAME}'" in message
    zone.change(cname())
    zone.change(cname("DELETE"), cname("CREATE", value="_new.acm-validations.aws."))
    assert zone.sets() == [(NAME, "CNAME", ["_new.acm-validations.aws."])]


def test_the_zones_own_records_cannot_go(zone: Zone) -> None:
    listed = zone.route53.list_resource_record_sets(HostedZoneId=zone.id)["ResourceRecordSets"]
    own: dict[str, Any] = {one["Type"]: one for one in listed}
    assert zone.refused({"Action": "DELETE", "ResourceRecordSet": own["SOA"]})[1] == (
        "[A HostedZone must contain exactly one SOA record.]"
    )
    assert zone.refused({"Action": "DELETE", "ResourceRecordSet": own["NS"]})[1] == (
        "[A HostedZone must contain at least one NS record for the zone itself.]"
    )


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("A", ["nothing"], "Value is not a valid IPv4 address) encountered with 'nothing'"),
        ("AAAA", ["192.0.2.1"], "Value is not a valid IPv6 address"),
        ("CNAME", ["a b"], "is not valid for type CNAME"),
        ("CNAME", ["a.example.com", "b.example.com"], "must have exactly one resource record"),
        ("A", ["192.0.2.1", "192.0.2.1"], "Duplicate Resource Record: '192.0.2.1'"),
    ],
)
def test_a_value_that_is_none_is_refused(zone: Zone, kind: str, values: list[str], words: str) -> None:
    code, message = zone.refused(entry("UPSERT", NAME, kind, *values))
    assert code == "InvalidChangeBatch"
    assert words in message
    assert zone.sets() == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ä.example.net", "UnsupportedCharacter"),
        ("a b.example.net", "UnsupportedCharacter"),
        ("a..example.net", "DomainLabelEmpty"),
        ("a" * 64 + ".example.net", "DomainLabelTooLong"),
    ],
)
def test_a_name_that_is_none_is_refused(zone: Zone, name: str, words: str) -> None:
    code, message = zone.refused(cname(name=name))
    assert code == "InvalidChangeBatch"
    assert words in message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"Action": "REPLACE", "ResourceRecordSet": cname()["ResourceRecordSet"]},
            "'REPLACE' is not facet-valid",
        ),
        (
            {"Action": "CREATE", "ResourceRecordSet": {"Name": NAME, "Type": "CNAME"}},
            "but found none in Change",
        ),
        (
            {
                "Action": "DELETE",
                "ResourceRecordSet": {"Name": NAME, "Type": "CNAME", "ResourceRecords": [{"Value": VALUE}]},
            },
            "but found none in Change with [Action=DELETE",
        ),
    ],
    ids=["action", "nothing", "no ttl"],
)
def test_a_change_that_is_none_is_invalid_input(zone: Zone, change: dict[str, Any], words: str) -> None:
    code, message = zone.refused(change)
    assert code == "InvalidInput"
    assert words in message


def test_a_batch_has_a_thousand_values_at_most(zone: Zone) -> None:
    few = [cname("UPSERT", f"a{number}.example.net") for number in range(501)]
    code, message = zone.refused(*few)
    assert (code, message) == ("InvalidChangeBatch", "[Number of records limit of 1000 exceeded.]")
    zone.change(*few[:500])
    assert len(zone.sets()) == 500
    page = zone.route53.list_resource_record_sets(HostedZoneId=zone.id, MaxItems="1000")
    assert (len(page["ResourceRecordSets"]), page["MaxItems"]) == (300, "300")


def test_an_unknown_zone_is_said_to_be(zone: Zone) -> None:
    zone.id = "Z0000000000000"
    assert zone.refused(cname())[0] == "NoSuchHostedZone"
