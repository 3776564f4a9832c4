"""The addresses of load balancers."""

from ipaddress import ip_address, ip_network

import pytest

from acm_tui.sandbox.addresses import PAIRS, AddressBook

RESERVED = [ip_network(text) for text in ("198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/24")]


def arn(number: int) -> str:
    return f"arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/app/lb-{number}/0"


def test_two_addresses_of_the_documentation_ranges_for_each() -> None:
    book = AddressBook(dict)
    given = [address for number in range(PAIRS) for address in book.addresses_of(arn(number))]
    assert len(set(given)) == 2 * PAIRS
    assert all(any(ip_address(address) in network for network in RESERVED) for address in given)
    with pytest.raises(LookupError, match="381"):
        book.addresses_of(arn(PAIRS))


def test_the_usual_range_serves_first() -> None:
    book = AddressBook(dict)
    assert all(book.addresses_of(arn(number))[0].startswith("198.51.100.") for number in range(127))


def test_the_same_load_balancer_has_the_same_addresses_in_another_world() -> None:
    assert AddressBook(dict).addresses_of(arn(1)) == AddressBook(dict).addresses_of(arn(1))


def test_an_address_leads_back_to_its_load_balancer() -> None:
    book = AddressBook(lambda: {arn(1): "LB-1.elb.example", arn(2): "lb-2.elb.example"})
    names = book.names()
    assert set(names) == {"lb-1.elb.example", "lb-2.elb.example"}
    fresh = AddressBook(lambda: {arn(1): "lb-1.elb.example"})
    for address in names["lb-1.elb.example"]:
        assert book.load_balancer_at(address) == fresh.load_balancer_at(address) == arn(1)
    assert book.load_balancer_at("198.51.100.255") is None


def test_addresses_are_remembered_where_arns_collide() -> None:
    book = AddressBook(dict)
    given = {number: book.addresses_of(arn(number)) for number in range(60)}
    restored = AddressBook(dict)
    restored.load(book.dump())
    assert {number: restored.addresses_of(arn(number)) for number in reversed(range(60))} == given
    book.forget()
    assert book.dump() == {}


@pytest.mark.parametrize("state", [{"a": 0, "b": 0}, {"a": PAIRS}, {"a": -1}])
def test_a_state_that_contradicts_itself_is_refused(state: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="fresh world"):
        AddressBook(dict).load(state)
