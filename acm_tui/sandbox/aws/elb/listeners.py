"""ELBv2 listeners: creating, changing and describing them.

On moto's listener, `certificate` is the default and `certificates` what its serialiser shows for a listener:
here always the default alone, as DescribeListeners answers. The certificate list for SNI is kept beside them
as `sni_certificates`, a tuple that is replaced as a whole, so that a handshake in another thread never reads
half a change.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.elbv2.models import FakeAction
from moto.elbv2.ssl_policies import SSL_POLICIES

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.certificates import check_servable, single_certificate
from acm_tui.sandbox.aws.elb.paging import page

SECURE = frozenset({"HTTPS", "TLS"})
POLICY_OF_THE_API = "ELBSecurityPolicy-2016-08"  # what CreateListener takes when none is named


def find_listener(backend: Any, arn: str) -> tuple[Any, Any]:
    """The load balancer and the listener with this ARN.

    Raises:
        Refusal: ListenerNotFound.
    """
    for load_balancer in backend.load_balancers.values():
        listener = load_balancer.listeners.get(arn)
        if listener is not None:
            return load_balancer, listener
    raise refusals.listener_not_found()


def set_default(listener: Any, arn: str | None) -> None:
    """Make *arn* the default certificate; the certificate list is not touched."""
    listener.certificate = arn
    listener.certificates = [arn] if arn else []


def create_listener(response: Any) -> Any:
    """CreateListener. The same request twice is one listener; another one on the port is refused."""
    backend = response.elbv2_backend
    load_balancer_arn = response._get_param("LoadBalancerArn")
    load_balancer = backend.load_balancers.get(load_balancer_arn)
    if load_balancer is None:
        raise refusals.load_balancer_not_found(load_balancer_arn)
    protocol = response._get_param("Protocol")
    port = response._get_param("Port")
    backend._validate_port_and_protocol(load_balancer.type, port, protocol)
    certificate = _default_of_request(response, load_balancer, protocol)
    policy = _policy_of_request(response, protocol)
    actions = response._get_param("DefaultActions", [])
    taken = _listener_on(load_balancer, port)
    if taken is not None:
        if (taken.protocol, taken.certificate, taken.ssl_policy) != (protocol, certificate, policy):
            raise refusals.duplicate_listener()
        return ActionResult({"Listeners": [taken]})
    listener = backend.create_listener(
        load_balancer_arn=load_balancer_arn,
        protocol=protocol,
        port=port,
        ssl_policy=policy,
        certificate=certificate,
        actions=actions,
        alpn_policy=response._get_param("AlpnPolicy", []),
        tags=response._get_param("Tags"),
    )
    listener.mutual_authentication = response._get_param("MutualAuthentication")
    return ActionResult({"Listeners": [listener]})


def modify_listener(response: Any) -> Any:
    """ModifyListener: everything is checked before anything changes; what is not named stays as it is."""
    backend = response.elbv2_backend
    load_balancer, listener = find_listener(backend, response._get_param("ListenerArn"))
    port = response._get_param("Port", listener.port)
    protocol = response._get_param("Protocol", listener.protocol)
    backend._validate_port_and_protocol(load_balancer.type, port, protocol)
    if _listener_on(load_balancer, port) not in (None, listener):
        raise refusals.duplicate_listener()
    named = response._get_param("Certificates") is not None
    certificate = listener.certificate
    if named or (protocol in SECURE and certificate is None):
        certificate = _default_of_request(response, load_balancer, protocol)
    becomes_plain = protocol not in SECURE and listener.protocol in SECURE
    if response._get_param("SslPolicy") is not None or (protocol in SECURE and listener.ssl_policy is None):
        policy = _policy_of_request(response, protocol)
    else:
        policy = listener.ssl_policy

    listener.port, listener.protocol = port, protocol
    if becomes_plain:
        # ELBv2 API reference, ModifyListener: policy and default go when TLS goes. The list goes with them.
        set_default(listener, None)
        listener.ssl_policy, listener.sni_certificates = None, ()
        listener.mutual_authentication = None
    else:
        set_default(listener, certificate)
        listener.ssl_policy = policy
    if response._get_param("MutualAuthentication") is not None:
        listener.mutual_authentication = response._get_param("MutualAuthentication")
    if response._get_param("AlpnPolicy") is not None:
        listener.alpn_policy = response._get_param("AlpnPolicy")
    actions = response._get_param("DefaultActions", [])
    if actions:
        listener.default_actions = [FakeAction(action) for action in actions]
        listener._default_rule[0].actions = listener.default_actions
    return ActionResult({"Listeners": [listener]})


def describe_listeners(response: Any) -> Any:
    """DescribeListeners, paged: the default certificate of each listener, never its list."""
    backend = response.elbv2_backend
    load_balancer_arn = response._get_param("LoadBalancerArn")
    arns = response._get_param("ListenerArns", [])
    if load_balancer_arn:
        load_balancer = backend.load_balancers.get(load_balancer_arn)
        if load_balancer is None:
            raise refusals.load_balancer_not_found(load_balancer_arn)
        listeners = list(load_balancer.listeners.values())
    elif arns:
        listeners = [find_listener(backend, arn)[1] for arn in arns]
    else:
        raise refusals.validation_error("You must specify either listener ARNs or a load balancer ARN")
    shown, marker = page(
        listeners,
        lambda listener: str(listener.arn),
        response._get_int_param("PageSize"),
        response._get_param("Marker"),
    )
    return ActionResult({"Listeners": shown, "NextMarker": marker})


def _listener_on(load_balancer: Any, port: int) -> Any:
    for listener in load_balancer.listeners.values():
        if listener.port == port:
            return listener
    return None


def _default_of_request(response: Any, load_balancer: Any, protocol: str) -> str | None:
    """The certificate named for a listener of this protocol, checked."""
    certificates = response._get_param("Certificates", [])
    if protocol not in SECURE:
        if certificates:
            raise refusals.certificate_out_of_place(protocol)
        return None
    if not certificates:
        raise refusals.certificate_needed(protocol)
    arn = single_certificate(certificates)
    check_servable(arn, response.current_account, response.region, load_balancer.type)
    return arn


def _policy_of_request(response: Any, protocol: str) -> str | None:
    if protocol not in SECURE:
        return None
    policy = str(response._get_param("SslPolicy", POLICY_OF_THE_API))
    if policy not in SSL_POLICIES:
        raise refusals.refusal("SSLPolicyNotFound", f"SSL policy '{policy}' not found")
    return policy
