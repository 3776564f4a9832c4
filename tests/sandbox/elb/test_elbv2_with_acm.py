"""Load balancers, ACM and the TLS front together, as the whole sandbox joins them."""

import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.addresses import AddressBook
from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws import usage
from acm_tui.sandbox.aws.acm import AcmSetting, AcmWorld
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.elb import ElbSetting, install, seed
from acm_tui.sandbox.aws.elb.reading import load_balancer_names
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.shelf import AcmShelf
from acm_tui.sandbox.tls.front import Front

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


@pytest.fixture
def acm_setting(clock: SandboxClock, authority: Authority) -> AcmSetting:
    return AcmSetting(clock=clock, authority=authority, in_use_by=usage.in_use_by)


@pytest.fixture
def joined(clients: Callable[..., Any], acm_world: AcmWorld, clock: SandboxClock) -> AcmShelf:
    shelf = AcmShelf(acm_world)
    install(ElbSetting(clock=clock, shelf=shelf))
    return shelf


@pytest.fixture
def front(joined: AcmShelf, clock: SandboxClock) -> Iterator[tuple[tuple[str, int], AddressBook]]:
    addresses = AddressBook(load_balancer_names)
    made = Front(joined, addresses, clock)
    yield made.start(), addresses
    made.stop()


def test_a_certificate_in_use_is_named_and_not_deleted(
    joined: AcmShelf, acm_world: AcmWorld, clients: Any
) -> None:
    acm, elbv2 = clients("acm"), clients("elbv2")
    old, new = (
        seed_certificate(acm_world, account=ACCOUNT, region=REGION, names=["shop.example.com"])
        for _ in range(2)
    )
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, old)

    assert acm.describe_certificate(CertificateArn=old)["Certificate"]["InUseBy"] == [balancer]
    with pytest.raises(ClientError) as refused:
        acm.delete_certificate(CertificateArn=old)
    assert refused.value.response["Error"]["Code"] == "ResourceInUseException"

    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    acm.delete_certificate(CertificateArn=old)
    with pytest.raises(ClientError) as refused:
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": old}])
    assert refused.value.response["Error"]["Code"] == "CertificateNotFound"


def test_a_certificate_that_waits_is_refused(joined: AcmShelf, acm_world: AcmWorld, clients: Any) -> None:
    issued = seed_certificate(acm_world, account=ACCOUNT, region=REGION, names=["shop.example.com"])
    requested = clients("acm").request_certificate(DomainName="shop.example.com", ValidationMethod="DNS")
    listener = seed.create_listener(
        seed.create_load_balancer(ACCOUNT, REGION, "shop-alb"), "HTTPS", 443, issued
    )
    with pytest.raises(ClientError) as refused:
        clients("elbv2").add_listener_certificates(
            ListenerArn=listener, Certificates=[{"CertificateArn": requested["CertificateArn"]}]
        )
    assert refused.value.response["Error"]["Code"] == "UnsupportedCertificate"


@pytest.mark.parametrize("key", ["RSA_2048", "EC_prime256v1"])
def test_the_front_serves_what_acm_answers(
    front: tuple[tuple[str, int], AddressBook],
    acm_world: AcmWorld,
    clients: Any,
    authority: Authority,
    key: str,
) -> None:
    proxy, addresses = front
    arn = seed_certificate(
        acm_world, account=ACCOUNT, region=REGION, names=["shop.example.com"], key_algorithm=key
    )
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, arn)
    trusting = ssl.create_default_context(cadata=authority.root_pem)
    with socket.create_connection(proxy, timeout=10) as plain:
        plain.sendall(f"CONNECT {addresses.addresses_of(balancer)[1]}:443 HTTP/1.1\r\n\r\n".encode())
        expected = b"HTTP/1.1 200 Connection established\r\n\r\n"
        assert plain.recv(len(expected), socket.MSG_WAITALL) == expected
        with trusting.wrap_socket(plain, server_hostname="shop.example.com") as secured:
            der = secured.getpeercert(binary_form=True)
    assert der is not None
    answer = clients("acm").get_certificate(CertificateArn=arn)
    assert ssl.DER_cert_to_PEM_cert(der).strip() == answer["Certificate"].strip()
