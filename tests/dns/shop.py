"""The zone of the shop on two servers, and the record that is looked for in it."""

from acm_tui.domain.certificate import ValidationRecord
from tests.dns.loopback import ONE, ROOT, TLD, TWO, Behaviour, Loopback, serving

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
NAME = "_a79865eb.shop.example.com."
RECORD = ValidationRecord(NAME, "CNAME", VALUE)
RIGHT = f"_a79865eb.shop 60 CNAME {VALUE}\n"
LAST_YEARS = "_old.xxxxxxxxxx.acm-validations.aws."


def zone(records: str = "", serial: int = 20, servers: str = "", primary: str = "ns1") -> Behaviour:
    servers = servers or f"@ NS ns1\n@ NS ns2\nns1 A {ONE}\nns2 A {TWO}\n"
    return serving(example__com=f"@ 60 SOA {primary} hostmaster {serial} 60 60 60 900\n{servers}{records}")


def both(records: str) -> tuple[Behaviour, Behaviour]:
    return zone(records), zone(records)


async def world(net: Loopback, one: Behaviour | None, two: Behaviour | None) -> None:
    """example.com on two servers; ``None`` is a server that is not there."""
    await net.add(ROOT, serving(_=f"com NS a.gtld\na.gtld A {TLD}"))
    glue = f"ns1.example A {ONE}\nns2.example A {TWO}\n"
    await net.add(TLD, serving(com=f"example NS ns1.example\nexample NS ns2.example\n{glue}"))
    for address, behaviour in ((ONE, one), (TWO, two)):
        if behaviour is not None:
            await net.add(address, behaviour)
