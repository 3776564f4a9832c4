"""One certificate in full: everything known, alive, and to be copied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import msgspec
from textual.pilot import Pilot

from acm_tui.app import AcmTuiApp
from acm_tui.domain.certificate import Switch
from acm_tui.domain.events import SeatTaken
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import ListenersRead, Looked, Seen, Tagged, Vanished
from acm_tui.domain.seat import Seat
from acm_tui.screens.certificate import CertificateScreen
from acm_tui.screens.select import SelectScreen
from tests.domain.stories import DOMAIN, MIGRATION, OLD, PLACE, certificate_arn, email_certificate
from tests.screens.select_scenes import CERTIFICATE, HELD, SELECT, SPOT, item
from tests.screens.staging import NOW, Answers, Scene, settle, shown_now
from tests.screens.staging import Stage as Theatre

SHOP = SELECT.pressing("n", "slash", *DOMAIN, "enter", "enter", then="Recommended")
SIZE = (120, 60)
KEPT = Kept(items=(item(email_certificate()),), looked=((PLACE, NOW),))


@asynccontextmanager
async def shown(stage: Theatre, scene: Scene) -> AsyncIterator[tuple[AcmTuiApp, Pilot[None]]]:
    app = stage.app(scene)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, scene)
        yield app, pilot


async def test_it_tells_what_to_do_and_why_and_what_aws_health_says(stage: Theatre) -> None:
    async with shown(stage, CERTIFICATE) as (app, _):
        text = shown_now(app)
        for part in (
            "State ✖ expired",
            "Recommended Replace it now",
            "Why it has expired and is still held",
            "ARN arn:aws:acm:ap-northeast-1:111122223333:certificate/legacy",
            "Valid until 2026-11-20 13:00 UTC, expired",
            "Renewal none under way",
            "Renewable ELIGIBLE",
            "Validation legacy.example.net: EMAIL, FAILED mail to admin@example.net",
            "Tags team = shop",
            "AWS Health AWS_ACM_RENEWAL_STATE_CHANGE, open since 2026-11-21",
        ):
            assert part in text, part


async def test_it_tells_every_name_and_every_listener_with_its_role(stage: Theatre) -> None:
    async with shown(stage, SHOP) as (app, _):
        text = shown_now(app)
        for part in (
            f"Names {DOMAIN} *.{DOMAIN} shop.example.net",
            "load balancer shop arn:aws:elasticloadbalancing",
            "HTTPS 443, default",
            "HTTPS 8443, SNI",
            "load balancer k8s-checkout",
            "CloudFront arn:aws:cloudfront",
        ):
            assert part in text, part


async def test_it_tells_of_its_migration_where_that_is_and_who_is_at_it(stage: Theatre) -> None:
    taken = SeatTaken(Seat("other", "kenta@laptop", 4711))
    scene = replace(SHOP, told={MIGRATION: (*SHOP.told[MIGRATION], taken)})
    async with shown(stage, scene) as (app, pilot):
        text = shown_now(app)
        assert f"Migration session {MIGRATION}, at 3 DNS: Hand the CNAME to the DNS team" in text
        assert "kenta@laptop (process 4711) is at work on it since" in text
        assert "Enter goes on with it." in text
        await pilot.press("escape")
        await settle(pilot, Scene(until=("▸ DNS kenta@laptop",)))


async def test_it_grows_as_more_becomes_known(stage: Theatre) -> None:
    certificate = email_certificate(in_use_by=(HELD[0].load_balancer_arn,), tags={})
    searched = Item(certificate=msgspec.structs.replace(certificate, in_use_by=()), in_use=True)
    scene = replace(
        SELECT,
        answers=Answers(inventory=(Seen((searched,)),), still_looking=True),
        press=("n", "enter"),
        then=("Held by something; it is not read yet", "Tags not read yet"),
    )
    async with shown(stage, scene) as (_, pilot):
        look = stage.looks[-1]
        look.brings(Tagged({OLD: {"stage": "prod"}}))
        await settle(pilot, Scene(until=("Tags stage = prod",)))
        look.brings(Seen((Item(certificate=certificate, in_use=True, described=True),)))
        await settle(pilot, Scene(until=("Held by not read yet load balancer shop",)))
        look.brings(ListenersRead(HELD[0].load_balancer_arn, ()))
        await settle(pilot, Scene(until=("none of its listeners holds it",)))
        look.brings(*HELD)
        await settle(pilot, Scene(until=("HTTPS 443, default",)))


async def test_one_that_is_gone_meanwhile_says_so_and_cannot_be_begun(stage: Theatre) -> None:
    scene = replace(CERTIFICATE, answers=replace(CERTIFICATE.answers, still_looking=True))
    async with shown(stage, scene) as (app, pilot):
        stage.looks[-1].brings(Vanished(certificate_arn("legacy")))
        await settle(pilot, Scene(until=("This certificate is gone",)))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CertificateScreen)


async def test_what_is_only_remembered_says_so(stage: Theatre) -> None:
    scene = replace(
        SELECT,
        answers=Answers(kept=KEPT, still_looking=True),
        press=("n", "enter"),
        then=("Seen not in this look yet", "remembered"),
    )
    async with shown(stage, scene):
        pass


async def test_the_arn_and_everything_can_be_copied(stage: Theatre) -> None:
    async with shown(stage, CERTIFICATE) as (app, pilot):
        await pilot.press("c")
        await settle(pilot, Scene(until=("The ARN is copied",)))
        assert app.clipboard == certificate_arn("legacy")
        await pilot.press("t")
        await settle(pilot, Scene(until=("Everything here is copied",)))
        lines = app.clipboard.splitlines()
        assert lines[0] == "State        ✖ expired"
        assert f"ARN          {certificate_arn('legacy')}" in lines


async def test_esc_leads_back_to_the_row(stage: Theatre) -> None:
    async with shown(stage, SHOP) as (app, pilot):
        await pilot.press("escape")
        await settle(pilot, Scene(until=("1 of 6 shown",)))
        assert isinstance(app.screen, SelectScreen)
        assert app.screen.rows.at == OLD


async def test_one_that_another_service_manages_says_why_it_cannot_be_migrated(stage: Theatre) -> None:
    managed = item(email_certificate(managed_by="CLOUDFRONT"))
    scene = replace(
        SELECT,
        told={},
        until=("Nothing is saved yet.",),
        answers=Answers(inventory=(Seen((managed,)), Looked(SPOT, NOW, 1))),
        press=("n", "enter"),
        then=("It cannot be migrated: CLOUDFRONT manages it: move it there.",),
    )
    async with shown(stage, scene):
        pass


async def test_one_whose_switch_is_pending_says_so_and_what_to_do(stage: Theatre) -> None:
    switch = Switch("PENDING_DOMAIN_VALIDATION", NOW, NOW)
    pending = item(email_certificate(switch=switch, in_use_by=(HELD[0].load_balancer_arn,)))
    scene = replace(
        SELECT,
        told={},
        until=("Nothing is saved yet.",),
        answers=Answers(inventory=(Seen((pending,)), Looked(SPOT, NOW, 1))),
        press=("n", "enter"),
        then=(
            "Recommended Go on with its switch",
            "Why a switch is pending until 2026-11-26 13:00 UTC",
            "A switch in place is pending. Enter goes on with it.",
            "Switch in place, to DNS: PENDING_DOMAIN_VALIDATION, asked for 2026-11-23 13:00 UTC",
        ),
    )
    async with shown(stage, scene):
        pass
