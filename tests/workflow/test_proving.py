"""Step 6: real handshakes with the load balancers, before and after the swap."""

import asyncio
from dataclasses import replace

from acm_tui.domain.events import HandshakesSeen
from acm_tui.domain.served import Handshake, ServingHost, served
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import cutover, finish
from acm_tui.workflow.prove import shake_hands
from acm_tui.workflow.services import Services
from tests.workflow.story import DEVICES, ORDERS, SHOP, Operator, ignore


async def shaken(services: Services, proof: finish.Proof) -> list[Handshake]:
    return [one async for one in shake_hands(services, proof.hosts)]


async def test_the_old_one_before_and_the_new_one_after(operator: Operator) -> None:
    services = operator.services
    confirmed = await asyncio.to_thread(operator.confirmed, SHOP)
    before = await asyncio.to_thread(finish.prepare_proof, services, confirmed.id)
    seen = await shaken(services, before)
    count = served(seen, before.new, before.old)
    assert (count.old, count.new, count.other, count.unseen) == (8, 0, 0, 0)
    assert not count.proven

    await asyncio.to_thread(cutover.apply, services, confirmed.id, ignore)

    after = await asyncio.to_thread(finish.prepare_proof, services, confirmed.id)
    seen = await shaken(services, after)
    count = served(seen, after.new, after.old)
    # Two load balancers of two addresses, two names each; without a name only where it is the default.
    assert (count.new, count.old, count.other, count.unseen) == (10, 0, 0, 0)
    assert count.proven
    assert {one.verified for one in seen if one.server_name is not None} == {True}
    assert {one.load_balancer for one in seen if one.server_name is None} == {"shop-alb"}
    written = await asyncio.to_thread(finish.proven, services, confirmed.id, after, seen)
    assert written.handshakes == HandshakesSeen(tuple(seen), after.new, after.old)
    assert operator.events(confirmed.id)[-1] == written.handshakes


async def test_a_network_and_a_classic_load_balancer_are_proven_too(operator: Operator) -> None:
    for domain in (DEVICES, ORDERS):
        done = await asyncio.to_thread(operator.swapped, domain)
        proof = await asyncio.to_thread(finish.prepare_proof, operator.services, done.id)
        seen = await shaken(operator.services, proof)
        count = served(seen, proof.new, proof.old)
        assert (count.new, count.seen, count.unseen) == (4, 4, 0)
        assert {one.verified for one in seen if one.server_name} == {True}


async def test_verified_against_another_authority_it_is_not_verified(operator: Operator) -> None:
    done = await asyncio.to_thread(operator.swapped, DEVICES)
    proof = await asyncio.to_thread(finish.prepare_proof, operator.services, done.id)
    services = replace(operator.services, tls=TlsSettings(proxy=operator.services.tls.proxy))
    seen = await shaken(services, proof)
    assert served(seen, proof.new, proof.old).new == 4
    assert {one.verified for one in seen if one.server_name} == {False}


async def test_what_cannot_be_reached_is_not_seen_and_never_proven(operator: Operator) -> None:
    done = await asyncio.to_thread(operator.swapped, DEVICES)
    proof = await asyncio.to_thread(finish.prepare_proof, operator.services, done.id)
    services = replace(operator.services, tls=replace_proxy("http://127.0.0.1:9"))
    seen = await shaken(services, proof)
    count = served(seen, proof.new, proof.old)
    assert (count.seen, count.unseen) == (0, 4)
    assert not count.proven
    assert all(one.error for one in seen)


def replace_proxy(proxy: str) -> TlsSettings:
    return TlsSettings(proxy=proxy)


async def test_a_host_without_addresses_is_not_seen_and_the_others_are(operator: Operator) -> None:
    done = await asyncio.to_thread(operator.swapped, DEVICES)
    proof = await asyncio.to_thread(finish.prepare_proof, operator.services, done.id)
    nowhere = ServingHost("gone-nlb", "gone.example.net", 443, (SHOP, None))
    seen = [one async for one in shake_hands(operator.services, (nowhere, *proof.hosts))]
    (unseen,) = [one for one in seen if one.load_balancer == "gone-nlb"]
    assert (unseen.fingerprint, unseen.address, unseen.server_name) == (None, "gone.example.net", SHOP)
    assert "gone.example.net" in (unseen.error or "")
    assert served(seen, proof.new, proof.old).new == 4


async def test_nobody_goes_on_when_the_looker_leaves(operator: Operator) -> None:
    done = await asyncio.to_thread(operator.swapped, SHOP)
    proof = await asyncio.to_thread(finish.prepare_proof, operator.services, done.id)
    before = asyncio.all_tasks()
    landing = shake_hands(operator.services, proof.hosts)
    assert (await anext(landing)).fingerprint == proof.new
    assert asyncio.all_tasks() - before
    await landing.aclose()
    assert asyncio.all_tasks() == before
