"""Looking in every profile and region at once: what is found, what fails, and what is asked for it."""

import threading
from collections import Counter
from contextlib import closing
from dataclasses import replace

import pytest

from acm_tui.aws import find, patience
from acm_tui.aws.session import Access
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.inventory.news import ListenersRead, Looked, Noticed, Seen, Spot
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.place import Place
from acm_tui.workflow.inventory import look
from acm_tui.workflow.services import Services
from tests.workflow.conftest import REGION, STRANGER
from tests.workflow.inventory.looking import looked_to_the_end
from tests.workflow.wire import Fate, Refusal, Wire

CLOUDFRONT = "us-east-1"
HERE = Place("aws", "111122223333", REGION)


def test_every_region_is_looked_through(services: Services, wire: Wire) -> None:
    found = looked_to_the_end(replace(services, regions=(REGION, CLOUDFRONT)))
    assert len(found.rows) == 11
    assert {one.certificate.validation_method for one in found.rows} == {"EMAIL"}
    assert {one.spot: one.count for one in found.looked} == {
        Spot("default", HERE): 10,
        Spot("default", Place("aws", HERE.account, CLOUDFRONT)): 1,
    }
    assert found.failures == []
    assert all(one.fresh for one in found.rows)
    assert wire.mutations == []


def test_the_least_is_asked(services: Services, wire: Wire) -> None:
    found = looked_to_the_end(services)
    held = [one for one in found.rows if one.item.in_use]
    balancers = {one.arn for row in held for one in row.holders if one.is_load_balancer}
    classic = {one for one in balancers if one.count("/") == 1}
    listeners = {one.listener.arn for row in held for one in row.sights or ()}
    asked = Counter(one.operation for one in wire.calls)
    assert asked["SearchCertificates"] == 1
    assert asked["DescribeCertificate"] == len(held) < len(found.rows)
    assert asked["ListCertificates"] == asked["ListTagsForCertificate"] == 0
    assert asked["GetResources"] == 1
    assert asked["DescribeListeners"] == len(balancers - classic)
    assert asked["DescribeListenerCertificates"] >= len([one for one in listeners if "listener/" in one])
    assert asked["DescribeTags"] == 0


def test_certificates_are_told_before_anything_is_read_about_them(services: Services, wire: Wire) -> None:
    asked: list[int] = []
    landing = look.begin(services)
    wire.watch("DescribeCertificate", lambda: asked.append(1))
    while (news := landing.news()) is not None:
        if any(isinstance(one, Seen) and len(one.items) == 10 for one in news):
            break
    assert len(asked) <= 2
    landing.stop()


def test_attachments_tags_and_notices_come_with_it(services: Services) -> None:
    found = looked_to_the_end(services)
    for one in found.rows:
        assert one.item.tags_known
        assert one.sights is not None
        assert (one.sights == ()) == (not one.item.in_use or not one.balancers)
    roles = {sight.attachment.role for one in found.rows for sight in one.sights or ()}
    assert roles == {"default", "sni"}
    assert [one.account for one in found.news if isinstance(one, Noticed)] == [HERE.account]


def test_where_search_is_denied_everything_is_listed_and_described(services: Services, wire: Wire) -> None:
    by_search = looked_to_the_end(services)
    wire.forget()
    wire.always("SearchCertificates", Refusal("AccessDeniedException"))
    by_list = looked_to_the_end(services)
    assert wire.count("ListCertificates") == 1
    assert by_list.failures == []
    assert {one.arn for one in by_list.rows} == {one.arn for one in by_search.rows}
    assert {one.arn: (one.certificate.names, one.sights, one.certificate.tags) for one in by_list.rows} == {
        one.arn: (one.certificate.names, one.sights, one.certificate.tags) for one in by_search.rows
    }


def test_an_endpoint_that_does_not_know_search_is_listed(services: Services, wire: Wire) -> None:
    wire.always("SearchCertificates", Refusal("UnknownOperationException"))
    found = looked_to_the_end(services)
    assert len(found.rows) == 10
    assert found.failures == []


def test_one_region_that_fails_does_not_end_the_others(services: Services, wire: Wire) -> None:
    wire.fails("SearchCertificates", Refusal("OptInRequired", 403))
    found = looked_to_the_end(replace(services, regions=("eu-west-1", REGION)))
    [failed] = found.failures
    assert (failed.profile, failed.account, failed.partly) == ("default", HERE.account, False)
    assert "OptInRequired" in failed.trouble.cause
    assert len(found.looked) == 1


def test_a_denied_call_in_the_middle_leaves_the_rest(services: Services, wire: Wire) -> None:
    wire.fails("DescribeCertificate", Refusal("AccessDeniedException"))
    found = looked_to_the_end(services)
    [failed] = found.failures
    assert (failed.operation, failed.partly) == ("acm:DescribeCertificate", True)
    assert len(found.rows) == 10, "what the search told of it is there"
    assert [one.item.described for one in found.rows if one.item.in_use].count(False) == 1
    assert len(found.looked) == 1


def test_what_may_never_be_described_is_not_asked_for_again_and_again(services: Services, wire: Wire) -> None:
    wire.always("DescribeCertificate", Refusal("AccessDeniedException"))
    found = looked_to_the_end(services)
    assert wire.count("DescribeCertificate") == 5
    assert len(found.failures) == 1, "the same sentence once"
    assert len(found.rows) == 10
    assert [one.sights for one in found.rows if one.item.in_use] == [None] * sum(
        one.item.in_use for one in found.rows
    )


def test_listeners_that_may_not_be_read_are_not_known(services: Services, wire: Wire) -> None:
    wire.always("DescribeListenerCertificates", Refusal("AccessDenied", 403))
    found = looked_to_the_end(services)
    assert [one.operation for one in found.failures] == ["elasticloadbalancing:DescribeListenerCertificates"]
    held = [one for one in found.rows if any("/app/" in held.arn for held in one.holders)]
    assert held
    assert all(one.sights is None for one in held)


def test_tags_are_asked_one_by_one_where_they_cannot_be_had_together(services: Services, wire: Wire) -> None:
    together = looked_to_the_end(services)
    wire.forget()
    wire.always("GetResources", Refusal("AccessDeniedException"))
    found = looked_to_the_end(services)
    assert wire.count("ListTagsForCertificate") == 10
    assert found.failures == []
    tags = {one.arn: one.certificate.tags for one in found.rows}
    assert any(tags.values())
    assert tags == {one.arn: one.certificate.tags for one in together.rows}


def test_what_vanishes_in_between_is_no_row(services: Services, wire: Wire) -> None:
    wire.fails("DescribeCertificate", Refusal("ResourceNotFoundException"))
    found = looked_to_the_end(services)
    assert len(found.rows) == 9
    assert found.failures == []


def test_where_aws_asks_to_slow_down_it_is_asked_again_later(
    services: Services, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "PAUSE_S", 0.05)
    throttled = [Refusal("ThrottlingException")] * 4  # all attempts that botocore makes of one call
    wire.fails("SearchCertificates", *throttled)
    wire.fails("DescribeCertificate", *throttled)
    found = looked_to_the_end(services)
    assert (len(found.rows), found.failures) == (10, [])
    assert all(one.item.described for one in found.rows if one.item.in_use)


def test_a_classic_load_balancer_is_read_after_all_where_aws_asks_to_slow_down(
    services: Services, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "PAUSE_S", 0.05)
    monkeypatch.setattr(patience, "PAUSES_S", ())
    wire.fails("DescribeLoadBalancers", *[Refusal("Throttling")] * 4)  # only of Classic ones it is asked
    found = looked_to_the_end(services)
    sights = found.row("legacy.example.net").sights
    assert sights is not None
    assert [(one.listener.protocol, one.attachment.role) for one in sights] == [("HTTPS", "default")]


def test_a_page_that_fails_leaves_its_place_not_looked_through(
    services: Services, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when what was found before is described afterwards: what is remembered there must stay."""
    monkeypatch.setattr(find, "SEARCH_PAGE", 8)
    remembered = looked_to_the_end(services).inventory.kept()
    broken = [Refusal("InternalFailure", 500)] * 4
    wire.fails("SearchCertificates", Fate.ARRIVES, *broken)
    found = looked_to_the_end(services, remembered)
    [failed] = found.failures
    assert (failed.operation, failed.partly) == ("acm:SearchCertificates", False)
    assert found.looked == []
    assert len(found.rows) == 10
    assert any(one.fresh for one in found.rows)
    assert not all(one.fresh for one in found.rows)


def test_one_profile_that_fails_does_not_end_the_others(
    services: Services, access: Access, stranger: Access
) -> None:
    with closing(Access("nobody", None)) as nobody:
        found = looked_to_the_end(replace(services, accesses=(nobody, stranger, access)))
    [failed] = found.failures
    assert failed.profile == "nobody"
    assert isinstance(failed.trouble, SettingsTrouble)
    assert {(one.spot.profile, one.spot.place.account, one.count) for one in found.looked} == {
        ("stranger", STRANGER, 0),
        ("default", HERE.account, 10),
    }


def test_expired_credentials_end_one_place_with_one_sentence(services: Services, wire: Wire) -> None:
    wire.always("DescribeCertificate", Refusal("ExpiredTokenException"))
    found = looked_to_the_end(services)
    [failed] = found.failures
    assert "expired" in failed.trouble.sentence
    assert wire.count("DescribeCertificate") <= 2
    assert found.looked == []
    assert len(found.rows) == 10


def test_what_is_preferred_is_read_first(services: Services, wire: Wire) -> None:
    everything = looked_to_the_end(services)
    last = [one for one in everything.rows if one.item.in_use][-1]
    wire.forget()
    preferred = threading.Event()
    wire.watch_once("SearchCertificates", lambda: preferred.wait(30))  # nothing is found before that
    landing = look.begin(services)
    landing.prefer([last.arn])
    preferred.set()
    while (news := landing.news()) is not None:
        if any(isinstance(one, Seen) and one.items[0].described for one in news):
            break
    described = [
        one.parameters["CertificateArn"] for one in wire.calls if one.operation == "DescribeCertificate"
    ]
    assert described[0] == last.arn
    landing.stop()


def test_nothing_is_asked_once_it_was_stopped(services: Services, wire: Wire) -> None:
    landing = look.begin(services)
    landing.news()
    landing.stop()
    while landing.news() is not None:
        pass
    asked = wire.count("DescribeCertificate")
    assert asked < 8
    assert landing.news() is None


def test_listeners_are_read_once_for_all_that_share_a_load_balancer(services: Services) -> None:
    found = looked_to_the_end(services)
    read = [one.load_balancer_arn for one in found.news if isinstance(one, ListenersRead)]
    assert len(read) == len(set(read))


def test_the_most_urgent_is_on_top(services: Services) -> None:
    found = looked_to_the_end(services)
    assert found.rows[0].urgency is Urgency.RENEWAL_WAITS
    assert found.rows[-1].urgency is Urgency.UNUSED


def test_places_are_told_when_they_are_through(services: Services) -> None:
    [looked] = looked_to_the_end(services).looked
    assert looked == Looked(Spot("default", HERE), services.clock(), 10) or looked.at <= services.clock()


def test_a_profile_without_a_region_is_told(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable)
    with closing(Access(None, None)) as lost, closing(Access(None, REGION)) as right:
        found = looked_to_the_end(replace(services, accesses=(lost, right), regions=()))
    [failed] = found.failures
    assert (failed.profile, failed.region, failed.trouble.sentence) == ("default", "", "No region is set.")
    assert len(found.rows) == 10


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("searching", [True, False])
def test_pages_of_any_size(
    services: Services, wire: Wire, monkeypatch: pytest.MonkeyPatch, size: int, searching: bool
) -> None:
    for name in ("SEARCH_PAGE", "LIST_PAGE"):
        monkeypatch.setattr(find, name, size)
    if not searching:
        wire.always("SearchCertificates", Refusal("AccessDeniedException"))
    found = looked_to_the_end(services)
    assert len(found.rows) == 10
    assert {one.certificate.key_algorithm for one in found.rows} >= {"RSA_2048", "EC_prime256v1"}
    assert wire.count("SearchCertificates" if searching else "ListCertificates") >= 10 // size


def test_a_page_that_is_denied_in_the_middle_is_made_up_for_by_a_list(
    services: Services, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "SEARCH_PAGE", 4)
    wire.fails("SearchCertificates", Fate.ARRIVES, Refusal("AccessDeniedException"))
    found = looked_to_the_end(services)
    assert (len(found.rows), found.failures) == (10, [])
    assert len({one.arn for one in found.rows}) == 10
