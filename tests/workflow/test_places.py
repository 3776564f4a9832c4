"""Where to look: profiles × regions, each place once, partitions never mixed, and what fails is told."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from acm_tui.aws.session import Access
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.inventory.news import NotLooked
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import place, places
from acm_tui.workflow.places import Vantage, spots
from acm_tui.workflow.services import Services
from tests.domain.seats import SEAT, locks
from tests.domain.stories import START
from tests.workflow.many_accounts import Account, ManyAccounts

SHOP, LAB, GOV, CHINA = "111122223333", "444455556666", "777788889999", "121212121212"
TOKYO, OSAKA, VIRGINIA = "ap-northeast-1", "ap-northeast-3", "us-east-1"
US_GOV, BEIJING = "us-gov-west-1", "cn-north-1"

ACCOUNTS = {
    "AKIASHOP": Account(SHOP, enabled=(TOKYO, VIRGINIA, OSAKA)),
    "AKIASHOP2": Account(SHOP, enabled=(TOKYO,)),
    "AKIALAB": Account(LAB, enabled=(VIRGINIA,), denied=("DescribeRegions",)),
    "AKIADENIED": Account(LAB, denied=("DescribeRegions", "ListRegions")),
    "AKIAGOV": Account(GOV, "aws-us-gov", enabled=(US_GOV,)),
    "AKIACHINA": Account(CHINA, "aws-cn", enabled=(BEIJING,)),
    "AKIANEW": Account(LAB, off=("ap-southeast-6",)),
}
PROFILES = {"shop": "AKIASHOP", "shop2": "AKIASHOP2", "lab": "AKIALAB", "denied": "AKIADENIED"} | {
    "gov": "AKIAGOV",
    "china": "AKIACHINA",
    "new": "AKIANEW",
    "wrong": "AKIAWRONG",
}

Look = Callable[..., list[Vantage | NotLooked]]


@pytest.fixture(autouse=True)
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile for each pair of keys, and nothing of whoever runs the tests."""
    for variable in [one for one in os.environ if one.startswith("AWS_")]:
        monkeypatch.delenv(variable)
    (tmp_path / "credentials").write_text(
        "".join(
            f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = nothing secret\n"
            for name, key in PROFILES.items()
        )
    )
    (tmp_path / "config").write_text(f"[profile gov]\nregion = {US_GOV}\n[profile shop]\nregion = {OSAKA}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[ManyAccounts]:
    with ManyAccounts(ACCOUNTS) as world:
        monkeypatch.setenv("AWS_ENDPOINT_URL", world.url)
        yield world


@pytest.fixture
def services_of(tmp_path: Path) -> Iterator[Callable[..., Services]]:
    with ExitStack() as stack:

        def services_of(profiles: str, *regions: str, all_regions: bool = False) -> Services:
            first = regions[0] if regions else None
            return Services(
                journal=SqliteJournal(tmp_path / "journal.sqlite"),
                accesses=tuple(
                    stack.enter_context(closing(Access(name, first))) for name in profiles.split()
                ),
                regions=regions,
                all_regions=all_regions,
                dns=DnsSettings(),
                tls=TlsSettings(),
                clock=lambda: START,
                actor="ayako@bastion",
                seat=SEAT,
                locks=locks(tmp_path),
            )

        yield services_of


@pytest.fixture
def look(world: ManyAccounts, services_of: Callable[..., Services]) -> Look:
    return lambda *names, **more: list(spots(services_of(*names, **more)))


@pytest.fixture
def late(world: ManyAccounts, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], threading.Event]:
    """Has STS answer a profile only when it is let, while nobody waits for anybody."""
    monkeypatch.setattr(places, "TOGETHER_S", 0)
    return lambda profile: world.held.setdefault(PROFILES[profile], threading.Event())


def told(found: list[Vantage | NotLooked]) -> list[tuple[str, ...]]:
    """Each place as profile, account and region; what failed as profile, region and sentence."""
    return [
        (one.spot.profile, one.spot.place.account, one.spot.place.region)
        if isinstance(one, Vantage)
        else (one.profile, one.region, one.trouble.sentence)
        for one in found
    ]


def test_every_profile_is_looked_at_in_every_region(look: Look, world: ManyAccounts) -> None:
    assert told(look("shop lab", TOKYO, VIRGINIA)) == [
        ("shop", SHOP, TOKYO),
        ("shop", SHOP, VIRGINIA),
        ("lab", LAB, TOKYO),
        ("lab", LAB, VIRGINIA),
    ]
    assert len(world.calls) == 2, "STS is asked once a profile"


def test_without_regions_each_profile_is_looked_at_at_home(look: Look) -> None:
    assert told(look("shop gov lab")) == [
        ("lab", "", "No region is set."),
        ("shop", SHOP, OSAKA),
        ("gov", GOV, US_GOV),
    ]


def test_profiles_are_asked_at_the_same_time(look: Look, world: ManyAccounts) -> None:
    world.together = threading.Barrier(3)
    assert len(look("shop lab new", VIRGINIA)) == 2


def test_partitions_are_never_mixed(look: Look) -> None:
    assert told(look("gov shop china", TOKYO, US_GOV, BEIJING)) == [
        ("gov", GOV, US_GOV),
        ("shop", SHOP, TOKYO),
        ("china", CHINA, BEIJING),
    ]


def test_a_region_that_fits_none_of_the_profiles_is_told_once(look: Look) -> None:
    *rest, failed = look("shop lab", TOKYO, BEIJING)
    assert isinstance(failed, NotLooked)
    assert told([failed]) == [("", BEIJING, f"None of the profiles is for the region {BEIJING}.")]
    assert "aws-cn" in failed.trouble.cause
    assert [one[2] for one in told(rest)] == [TOKYO, TOKYO]


def test_two_profiles_of_one_account_look_once_by_the_one_named_first(look: Look) -> None:
    assert told(look("shop2 lab shop", TOKYO)) == [("shop2", SHOP, TOKYO), ("lab", LAB, TOKYO)]


def test_one_whose_account_is_long_in_coming_holds_up_no_other(
    services_of: Callable[..., Services], late: Callable[[str], threading.Event]
) -> None:
    let = late("shop")
    found = spots(services_of("shop lab gov", TOKYO, US_GOV))
    assert sorted(told([next(found), next(found)])) == [("gov", GOV, US_GOV), ("lab", LAB, TOKYO)]
    let.set()
    assert told(list(found)) == [("shop", SHOP, TOKYO)]


@pytest.mark.parametrize("all_regions", [False, True])
def test_a_place_that_somebody_looks_at_is_left_to_him_by_one_who_comes_later(
    services_of: Callable[..., Services],
    world: ManyAccounts,
    late: Callable[[str], threading.Event],
    all_regions: bool,
) -> None:
    let = late("shop")
    found = spots(services_of("shop shop2", TOKYO, all_regions=all_regions))
    assert told([next(found)]) == [("shop2", SHOP, TOKYO)]
    let.set()
    assert list(found) == []
    assert sum(operation == "DescribeRegions" for *_, operation in world.calls) == all_regions


def test_a_region_fits_also_one_who_comes_last(
    services_of: Callable[..., Services], late: Callable[[str], threading.Event]
) -> None:
    let = late("gov")
    found = spots(services_of("gov shop", TOKYO, US_GOV))
    assert told([next(found)]) == [("shop", SHOP, TOKYO)]
    let.set()
    assert told(list(found)) == [("gov", GOV, US_GOV)]


def test_one_that_fails_never_ends_the_others(look: Look) -> None:
    found = look("wrong shop", TOKYO)
    assert told(found) == [
        ("wrong", "", "AWS does not accept these credentials in this region."),
        ("shop", SHOP, TOKYO),
    ]


def test_where_no_profile_can_be_used_nothing_is_said_of_the_regions(look: Look) -> None:
    assert [one[0] for one in told(look("wrong", TOKYO, BEIJING))] == ["wrong"]


def test_a_region_that_is_not_enabled_does_not_hide_the_account(look: Look, world: ManyAccounts) -> None:
    found = told(look("new", "ap-southeast-6", TOKYO))
    assert found == [("new", LAB, "ap-southeast-6"), ("new", LAB, TOKYO)]
    assert [region for _, region, _ in world.calls] == ["ap-southeast-6", VIRGINIA]


def test_all_regions_are_those_that_each_account_has_enabled(look: Look, world: ManyAccounts) -> None:
    found = look("shop lab gov shop2", all_regions=True)
    assert told(found) == [
        ("shop", SHOP, TOKYO),
        ("shop", SHOP, OSAKA),
        ("shop", SHOP, VIRGINIA),
        ("lab", LAB, VIRGINIA),
        ("gov", GOV, US_GOV),
    ]
    asked = [(key, operation) for key, _, operation in world.calls if operation != "GetCallerIdentity"]
    assert sorted(asked) == [
        ("AKIAGOV", "DescribeRegions"),
        ("AKIALAB", "DescribeRegions"),
        *[("AKIALAB", "ListRegions")] * 2,
        ("AKIASHOP", "DescribeRegions"),
    ]


def test_who_may_not_ask_for_the_regions_is_told_of_both_permissions(look: Look) -> None:
    failed, other = look("denied gov", all_regions=True)
    assert isinstance(failed, NotLooked)
    assert isinstance(failed.trouble, ServiceTrouble)
    assert "ec2:DescribeRegions" in failed.trouble.remedy
    assert "account:ListRegions" in failed.trouble.remedy
    assert isinstance(other, Vantage)


def test_an_endpoint_of_ones_own_may_have_regions_of_its_own(
    services_of: Callable[..., Services], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is told by its partition's region; the strange one is looked at with it."""
    with ManyAccounts(ACCOUNTS) as world:
        monkeypatch.setenv("AWS_ENDPOINT_URL", world.url)
        assert told(list(spots(services_of("shop", TOKYO, "local")))) == [
            ("shop", SHOP, TOKYO),
            ("shop", SHOP, "local"),
        ]


def test_a_name_that_no_partition_has_is_refused_before_any_call(
    services_of: Callable[..., Services], world: ManyAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    # STS alone answers elsewhere: the endpoint counts as one's own only where it is in force for all.
    monkeypatch.setattr(Access, "endpoint", None)
    found = list(spots(services_of("shop", TOKYO, "ap-notheast")))
    assert told(found) == [("shop", SHOP, TOKYO), ("", "ap-notheast", "There is no region ap-notheast.")]
    assert isinstance(found[-1], NotLooked)
    assert "ap-northeast" in found[-1].trouble.remedy


@pytest.mark.parametrize(
    ("profiles", "regions", "all_regions", "expected"),
    [
        ("shop", (), False, f"{SHOP} · {OSAKA}"),
        ("shop lab", (TOKYO, VIRGINIA), False, f"{SHOP} · {TOKYO} (+3)"),
        ("gov", (TOKYO, US_GOV), False, f"{GOV} · {US_GOV} (+1)"),
        ("shop", (), True, f"{SHOP} · all regions"),
        ("gov shop lab", (), True, f"{GOV} · all regions (+2)"),
    ],
)
def test_the_top_line_names_account_and_region_of_the_first_profile(
    services_of: Callable[..., Services],
    world: ManyAccounts,
    profiles: str,
    regions: tuple[str, ...],
    all_regions: bool,
    expected: str,
) -> None:
    world.accounts = {
        key: Account(a.number, a.partition, denied=("ListAccountAliases",)) for key, a in ACCOUNTS.items()
    }
    here = place.describe(services_of(profiles, *regions, all_regions=all_regions))
    assert here.name() == f"{expected} · {world.url.removeprefix('http://')}"
