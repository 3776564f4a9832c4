"""What a client meets on the addresses of the load balancers, through the proxy, with real handshakes."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import pytest

from acm_tui.sandbox.addresses import AddressBook
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.elb.reading import load_balancer_names
from acm_tui.sandbox.tls import front
from acm_tui.sandbox.tls.front import Front

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


@dataclass
class Way:
    """The way through the front to one load balancer after another."""

    proxy: tuple[str, int]
    addresses: AddressBook

    def tunnel(self, address: str, port: int) -> tuple[socket.socket, bytes]:
        """A connection through CONNECT and the status line that it got."""
        connection = socket.create_connection(self.proxy, timeout=10)
        connection.sendall(f"CONNECT {address}:{port} HTTP/1.1\r\nHost: {address}:{port}\r\n\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            piece = connection.recv(1)
            if not piece:
                break
            answer += piece
        return connection, answer.split(b"\r\n")[0]

    def status(self, address: str, port: int) -> bytes:
        connection, status = self.tunnel(address, port)
        connection.close()
        return status.split(b" ")[1]

    def handshake(
        self,
        load_balancer: str,
        server_name: str | None,
        port: int = 443,
        context: ssl.SSLContext | None = None,
    ) -> ssl.SSLSocket:
        address = self.addresses.addresses_of(load_balancer)[0]
        connection, status = self.tunnel(address, port)
        assert status == b"HTTP/1.1 200 Connection established"
        try:
            return (context or unverified()).wrap_socket(connection, server_hostname=server_name)
        except OSError:
            connection.close()
            raise

    def served(self, load_balancer: str, server_name: str | None, port: int = 443) -> str:
        """The leaf as PEM."""
        with self.handshake(load_balancer, server_name, port) as connection:
            der = connection.getpeercert(binary_form=True)
            assert der is not None
            return ssl.DER_cert_to_PEM_cert(der)


def unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
def way(world: Any) -> Iterator[Way]:
    addresses = AddressBook(load_balancer_names)
    running = Front(world.shelf, addresses, world.clock)
    yield Way(running.start(), addresses)
    running.stop()


def pem(shelf: Any, arn: str) -> str:
    text: str = shelf.leaf_pem(arn)
    return text


def get(connection: ssl.SSLSocket, method: str = "GET") -> bytes:
    connection.sendall(f"{method} / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    body = b""
    while method != "HEAD" and len(body) < length:
        body += connection.recv(length - len(body))
    return body


@pytest.mark.parametrize(("kind", "protocol"), [("application", "HTTPS"), ("network", "TLS")])
def test_the_server_name_decides(way: Way, shelf: Any, kind: str, protocol: str) -> None:
    default, shop, wild = (
        shelf.issue(n) for n in ("default.example.com", "shop.example.com", "*.example.net")
    )
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb", kind)
    seed.create_listener(balancer, protocol, 443, default, [shop, wild])
    assert way.served(balancer, "shop.example.com") == pem(shelf, shop)
    assert way.served(balancer, "SHOP.example.com") == pem(shelf, shop)
    assert way.served(balancer, "any.example.net") == pem(shelf, wild)
    assert way.served(balancer, "deep.any.example.net") == pem(shelf, default)
    assert way.served(balancer, "other.example.org") == pem(shelf, default)
    assert way.served(balancer, None) == pem(shelf, default)


def test_the_list_hides_a_default_that_was_changed_alone(way: Way, elbv2: Any, shelf: Any) -> None:
    old, new = shelf.issue("shop.example.com"), shelf.issue("shop.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, old, default_in_list=True)
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    assert way.served(balancer, None) == pem(shelf, new)
    assert way.served(balancer, "shop.example.com") == pem(shelf, old)

    elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": old}])
    assert way.served(balancer, "shop.example.com") == pem(shelf, new)


def test_both_addresses_answer_and_both_ports_their_own(way: Way, shelf: Any) -> None:
    a, b = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, a)
    seed.create_listener(balancer, "HTTPS", 8443, b)
    for address in way.addresses.addresses_of(balancer):
        assert way.status(address, 443) == b"200"
    assert way.served(balancer, None, 443) == pem(shelf, a)
    assert way.served(balancer, None, 8443) == pem(shelf, b)


def test_an_open_connection_lives_on_and_a_new_one_sees_the_change(way: Way, elbv2: Any, shelf: Any) -> None:
    old, new = shelf.issue("shop.example.com"), shelf.issue("shop.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, old)
    with way.handshake(balancer, "shop.example.com") as held:
        assert get(held) == b"shop-alb:443\n"
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
        assert way.served(balancer, "shop.example.com") == pem(shelf, new)
        assert get(held, "HEAD") == b""
        assert get(held) == b"shop-alb:443\n"


def test_the_change_counts_from_the_handshake_not_from_the_tunnel(way: Way, elbv2: Any, shelf: Any) -> None:
    old, new = shelf.issue("shop.example.com"), shelf.issue("shop.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, old)
    assert way.served(balancer, None) == pem(shelf, old)
    connection, _ = way.tunnel(way.addresses.addresses_of(balancer)[0], 443)
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    with unverified().wrap_socket(connection) as secured:
        der = secured.getpeercert(binary_form=True)
    assert der is not None
    assert ssl.DER_cert_to_PEM_cert(der) == pem(shelf, new)


def test_a_renewed_certificate_with_the_same_arn_is_served(way: Way, shelf: Any) -> None:
    arn, renewed = shelf.issue("shop.example.com"), shelf.issue("shop.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, arn)
    first = way.served(balancer, None)
    shelf.certificates[arn] = replace(shelf.certificates[renewed], arn=arn)
    assert first != way.served(balancer, None) == pem(shelf, renewed)


def test_the_chain_verifies_up_to_the_root(way: Way, shelf: Any, authority: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, shelf.issue("shop.example.com"))
    trusting = ssl.create_default_context(cadata=authority.root_pem)
    way.handshake(balancer, "shop.example.com", context=trusting).close()
    with pytest.raises(ssl.SSLCertVerificationError):
        way.handshake(balancer, "other.example.com", context=trusting)


def test_connections_leave_no_warnings_behind(way: Way, shelf: Any, caplog: pytest.LogCaptureFixture) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, shelf.issue("shop.example.com"))
    with way.handshake(balancer, "shop.example.com") as polite:
        polite.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert polite.makefile("rb").read().endswith(b"shop-alb:443\n")
    way.handshake(balancer, "shop.example.com").close()
    with way.handshake(balancer, "shop.example.com") as last:
        get(last)
    assert [one for one in caplog.records if one.levelname in ("WARNING", "ERROR")] == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_ticket_is_offered(way: Way, shelf: Any, version: ssl.TLSVersion) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, shelf.issue("shop.example.com"))
    context = unverified()
    context.minimum_version = context.maximum_version = version
    with way.handshake(balancer, "shop.example.com", context=context) as connection:
        get(connection)
        session = connection.session
        assert session is None or not session.has_ticket


def test_a_classic_load_balancer_serves_its_certificate(way: Way, classic: Any, shelf: Any) -> None:
    old, new = (shelf.issue(f"{name}.example.com", key="RSA_2048") for name in ("old", "new"))
    balancer = seed.create_classic(ACCOUNT, REGION, "legacy", {443: old})
    assert way.served(balancer, "new.example.com") == pem(shelf, old)
    classic.set_load_balancer_listener_ssl_certificate(
        LoadBalancerName="legacy", LoadBalancerPort=443, SSLCertificateId=new
    )
    assert way.served(balancer, "new.example.com") == pem(shelf, new)


def test_a_plain_listener_answers_plainly(way: Way, world: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTP", 80)
    connection, _ = way.tunnel(way.addresses.addresses_of(balancer)[0], 80)
    with connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert answer.endswith(b"\r\n\r\nshop-alb:80\n")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("CONNECT 198.51.100.254:443", b"502"),
        ("CONNECT shop.example.com:443", b"502"),
        ("CONNECT 198.51.100.1", b"400"),
        ("GET http://shop.example.com/", b"405"),
        ("nonsense", b"400"),
    ],
)
def test_where_nothing_listens_the_answer_says_so_and_the_connection_ends(
    way: Way, target: str, status: bytes
) -> None:
    with socket.create_connection(way.proxy, timeout=10) as connection:
        connection.sendall(f"{target} HTTP/1.1\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert answer.split(b" ")[1] == status


def test_what_is_no_http_is_told_so_inside_tls_as_well(way: Way, shelf: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, shelf.issue("shop.example.com"))
    with way.handshake(balancer, "shop.example.com") as connection:
        connection.sendall(b"EHLO shop.example.com\r\n\r\n")
        assert connection.makefile("rb").read().startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_a_udp_listener_takes_no_connection(way: Way, world: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "dns-nlb", "network")
    seed.create_listener(balancer, "UDP", 53)
    seed.create_listener(balancer, "TCP", 5353)
    address = way.addresses.addresses_of(balancer)[0]
    assert (way.status(address, 53), way.status(address, 5353)) == (b"502", b"200")


def test_a_listener_that_is_gone_no_longer_answers(way: Way, elbv2: Any, shelf: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, shelf.issue("shop.example.com"))
    address = way.addresses.addresses_of(balancer)[0]
    assert way.status(address, 8443) == b"502"
    elbv2.delete_listener(ListenerArn=listener)
    assert way.status(address, 443) == b"502"


def test_a_listener_without_a_usable_certificate_fails_the_handshake(way: Way, shelf: Any) -> None:
    arn = shelf.issue("shop.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, arn)
    del shelf.certificates[arn]
    with pytest.raises((ssl.SSLError, ConnectionError)):
        way.handshake(balancer, "shop.example.com")


def test_a_client_that_speaks_no_tls_disturbs_nobody(way: Way, shelf: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, shelf.issue("shop.example.com"))
    connection, _ = way.tunnel(way.addresses.addresses_of(balancer)[0], 443)
    with connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        connection.makefile("rb").read()
    with way.handshake(balancer, "shop.example.com") as secured:
        assert get(secured) == b"shop-alb:443\n"


def test_stopping_closes_what_is_open_and_it_can_start_again(world: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, world.shelf.issue("shop.example.com"))
    addresses = AddressBook(load_balancer_names)
    front = Front(world.shelf, addresses, world.clock)
    way = Way(front.start(), addresses)
    with way.handshake(balancer, "shop.example.com") as held:
        get(held)
        before = monotonic()
        front.stop()
        assert monotonic() - before < 10
        assert held.recv(1) == b""
    front.stop()
    again = front.start(way.proxy[1])
    assert again == way.proxy
    with pytest.raises(OSError, match=r"(?i)address already in use|only one usage"):
        Front(world.shelf, addresses, world.clock).start(again[1])
    front.stop()


def test_an_idle_connection_ends_as_its_load_balancer_has_it(
    way: Way, shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ALB's after a minute; an NLB's is held for much longer."""
    assert (front.IDLE_SECONDS, front.NLB_IDLE_SECONDS) == (60, 350)
    monkeypatch.setattr(front, "IDLE_SECONDS", 0.1)
    held = {}
    for kind, protocol in (("application", "HTTPS"), ("network", "TLS")):
        balancer = seed.create_load_balancer(ACCOUNT, REGION, kind, kind)
        seed.create_listener(balancer, protocol, 443, shelf.issue("shop.example.com"))
        held[kind] = way.handshake(balancer, "shop.example.com")
    with held["application"] as ended, held["network"] as stays:
        assert ended.recv(1) == b""
        assert get(stays) == b"network:443\n"
