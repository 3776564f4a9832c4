"""The top line's place, and whose credentials are used."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import Refused, SettingsTrouble
from acm_tui.domain.place import Place
from acm_tui.workflow import place
from acm_tui.workflow.services import Services
from tests.workflow.conftest import REGION, STRANGER, Keys, Turncoat
from tests.workflow.story import Clients
from tests.workflow.wire import Refusal, Wire

OWN = Place(partition="aws", account="111122223333", region=REGION)
CLOUDFRONT = "us-east-1"


def test_where_the_operator_is(services: Services, wire: Wire) -> None:
    here = place.describe(services)
    assert (here.place, here.alias, here.more) == (OWN, "shop-prod", 0)
    assert here.endpoint == wire.url.removeprefix("http://")
    assert here.name() == f"111122223333 shop-prod · {REGION} · {here.endpoint}"


def test_more_places_are_counted_and_others_are_named(services: Services, access: Access) -> None:
    many = replace(services, accesses=(access, access), regions=(REGION, CLOUDFRONT))
    here = place.describe(many)
    assert here.more == 3
    assert f"{REGION} (+3)" in here.name()
    elsewhere = here.name(Place(partition="aws", account=STRANGER, region=CLOUDFRONT))
    assert elsewhere.startswith(f"{STRANGER} · {CLOUDFRONT}")
    assert "shop-prod" not in elsewhere
    assert "shop-prod" in here.name(Place(partition="aws", account="111122223333", region=CLOUDFRONT))


@pytest.fixture
def their_alias(clients: Clients, keys: Keys) -> Iterator[str]:
    """The stranger's account has a name as well."""
    taken = keys.of(STRANGER)
    iam = boto3.client(
        "iam",
        endpoint_url=clients("sts").meta.endpoint_url,
        aws_access_key_id=taken["AccessKeyId"],
        aws_secret_access_key=taken["SecretAccessKey"],
        aws_session_token=taken["SessionToken"],
    )
    iam.create_account_alias(AccountAlias="stranger-prod")
    yield "stranger-prod"
    iam.delete_account_alias(AccountAlias="stranger-prod")
    iam.close()


def test_the_account_of_another_profile_is_named_by_its_own_alias(
    services: Services, access: Access, stranger: Access, their_alias: str, wire: Wire
) -> None:
    both = replace(services, accesses=(access, stranger))
    theirs = Place(partition="aws", account=STRANGER, region=CLOUDFRONT)
    here = place.describe(both)
    assert (here.names(OWN), here.names(theirs)) == (True, False)
    alias = place.alias(both, theirs)
    assert alias == their_alias
    assert place.endpoint(both, theirs) == wire.url.removeprefix("http://")
    known = here.with_alias(theirs, alias, "other.example:8443")
    assert known.name(theirs).endswith(" · other.example:8443")
    assert known.name(OWN).endswith(f" · {here.endpoint}")
    assert known.names(theirs)
    assert known.name(theirs).startswith(f"{STRANGER} stranger-prod · {CLOUDFRONT}")
    assert "shop-prod" in known.name(OWN)
    china = Place(partition="aws-cn", account=STRANGER, region="cn-north-1")
    assert "stranger-prod" not in known.name(china), "the same number in another partition is another account"


def test_an_alias_that_cannot_be_asked_for_is_none(services: Services, access: Access) -> None:
    elsewhere = Place(partition="aws", account="777788889999", region=REGION)
    assert place.alias(services, elsewhere) is None
    assert place.describe(services).with_alias(elsewhere, None).name(elsewhere).startswith("777788889999 · ")


def test_without_regions_it_is_the_profiles_own(services: Services) -> None:
    assert place.describe(replace(services, regions=())).place.region == REGION
    assert place.describe(replace(services, regions=(CLOUDFRONT,))).place.region == CLOUDFRONT


def test_who_may_not_ask_for_the_alias_has_none(services: Services, wire: Wire) -> None:
    wire.always("ListAccountAliases", Refusal("AccessDenied", 403))
    assert place.describe(services).alias is None


def test_a_place_that_cannot_be_asked_for_is_trouble(services: Services, wire: Wire) -> None:
    wire.always("GetCallerIdentity", Refusal("ExpiredToken", 403))
    with closing(Access(None, REGION)) as fresh, pytest.raises(SettingsTrouble, match="expired"):
        place.describe(replace(services, accesses=(fresh,)))


def test_a_profile_of_no_use_is_named_beside_the_wrong_one(services: Services, stranger: Access) -> None:
    with closing(Access("nobody", REGION)) as nobody:
        several = replace(services, accesses=(nobody, stranger), _known={})
        with pytest.raises(Refused, match="account 111122223333") as raised:
            several.access_for(OWN)
        assert STRANGER in raised.value.cause
        assert "no such profile" in raised.value.cause
        with pytest.raises(SettingsTrouble, match="no such profile"):
            replace(services, accesses=(nobody,), _known={}).access_for(OWN)


def test_the_partition_counts(services: Services) -> None:
    with pytest.raises(Refused, match="nothing is done in another one"):
        services.access_for(Place(partition="aws-cn", account="111122223333", region=REGION))


def test_sts_is_asked_once_for_a_key(services: Services, wire: Wire) -> None:
    with closing(Access(None, REGION)) as fresh:
        mine = replace(services, accesses=(fresh,), _known={})
        for _ in range(3):
            mine.access_for(OWN)
    assert wire.count("GetCallerIdentity") == 1


def test_credentials_that_become_another_accounts_are_no_longer_read_with(
    services: Services, turncoat: Turncoat, access: Access
) -> None:
    turncoat.become("111122223333")
    alone = replace(services, accesses=(turncoat.access,), _known={})
    both = replace(services, accesses=(turncoat.access, access), _known={})
    assert alone.access_for(OWN) is turncoat.access
    assert both.access_for(OWN) is turncoat.access
    turncoat.become(STRANGER)
    with pytest.raises(Refused, match="account 111122223333") as raised:
        alone.access_for(OWN)
    assert STRANGER in raised.value.cause
    assert both.access_for(OWN) is access
    turncoat.become("111122223333")
    assert both.access_for(OWN) is access  # the one that was found last
    assert alone.access_for(OWN) is turncoat.access


def test_a_profile_that_was_the_right_one_is_the_one_to_sign_in_to_again(
    services: Services, turncoat: Turncoat, stranger: Access, tmp_path: Path
) -> None:
    turncoat.become("111122223333")
    both = replace(services, accesses=(stranger, turncoat.access), _known={})
    assert both.access_for(OWN) is turncoat.access
    (tmp_path / "keys.json").unlink()
    with pytest.raises(SettingsTrouble, match="could not be obtained"):
        both.access_for(OWN)
