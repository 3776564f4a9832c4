"""Puts the corrections in moto's place, in this process.

moto routes each request to a method of its response class by the name of the operation. A correction replaces
that method; the rest of moto's route (parsing, serialising, accounts, errors) stays as it is.
"""

from collections.abc import Callable
from typing import Any

from moto.route53.responses import Route53

from acm_tui.sandbox.aws.route53 import changing, listing, zones

METHODS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("create_hosted_zone", zones.create_hosted_zone),
    ("get_hosted_zone", zones.get_hosted_zone),
    ("delete_hosted_zone", zones.delete_hosted_zone),
    ("associate_vpc_with_hosted_zone", zones.associate_vpc_with_hosted_zone),
    ("disassociate_vpc_from_hosted_zone", zones.disassociate_vpc_from_hosted_zone),
    ("list_hosted_zones", listing.list_hosted_zones),
    ("list_hosted_zones_by_name", listing.list_hosted_zones_by_name),
    ("list_resource_record_sets", listing.list_resource_record_sets),
    ("change_resource_record_sets", changing.change_resource_record_sets),
    ("get_change", changing.get_change),
)


def correct_moto() -> None:
    """Replace moto's methods; doing so again changes nothing."""
    for name, method in METHODS:
        setattr(Route53, name, method)
