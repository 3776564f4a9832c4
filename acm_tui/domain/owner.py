"""Who manages a load balancer and puts back what is changed by hand, as far as tags give it away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from acm_tui.domain.listener import Listener, LoadBalancer, called, load_balancer_name

_OWNERS = (
    # An environment of Elastic Beanstalk is made by a stack: it is there that it must be changed.
    ("elasticbeanstalk:environment-name", "Elastic Beanstalk environment"),
    ("aws:cloudformation:stack-name", "CloudFormation stack"),
    # AWS Load Balancer Controller: which cluster first, for an ingress is looked for in one.
    ("elbv2.k8s.aws/cluster", "Kubernetes cluster"),
    ("ingress.k8s.aws/cluster", "Kubernetes cluster"),
    # EKS Auto Mode (IAM policy AmazonEKSLoadBalancingPolicy).
    ("eks:eks-cluster-name", "EKS cluster"),
    ("ingress.k8s.aws/stack", "Kubernetes ingress"),
    ("ingress.eks.amazonaws.com/stack", "Kubernetes ingress"),
    ("service.k8s.aws/stack", "Kubernetes service"),
    ("service.eks.amazonaws.com/stack", "Kubernetes service"),
    # The controllers before these: the cloud provider in Kubernetes itself, and the ALB ingress controller.
    ("kubernetes.io/service-name", "Kubernetes service"),
    ("kubernetes.io/ingress-name", "Kubernetes ingress"),
    # AWS Controllers for Kubernetes: as an EKS capability, and on one's own.
    ("eks:kubernetes-resource-name", "Kubernetes resource"),
    ("services.k8s.aws/namespace", "Kubernetes namespace"),
    ("crossplane-name", "Crossplane resource"),
)
"""Tags that a program sets by itself, and what it is that it names; the first that is there counts."""

_CLUSTER = "kubernetes.io/cluster/"
"""What the name of a cluster follows; ``shared`` as its value: the cluster only uses it."""

_TERRAFORM = ("terraform", "opentofu")
_SAYS_WHO = frozenset(
    f"{done}{how}"
    for done in ("created", "deployed", "maintained", "managed", "provisioned")
    for how in ("by", "with")
) | {"automation", "iac", "managed", "orchestrator", "provisioner", "source", "tool"}
"""Keys, without case, spaces and punctuation, that people give to the tag that says what made a resource."""

_DENIED = frozenset({"", "0", "false", "n", "no", "none", "off"})


class Owner(msgspec.Struct, frozen=True):
    """Who manages a load balancer and will put back what is changed by hand; ``tag`` is the evidence."""

    kind: str
    name: str
    tag: str


class Owned(msgspec.Struct, frozen=True):
    """What belongs to somebody else: ``where`` is the ARN of a load balancer or listener, ``name`` its name.

    ``evidence`` is the tag, with its value.
    """

    where: str
    name: str
    owner: Owner
    evidence: str


def owner_of(tags: Mapping[str, str]) -> Owner | None:
    """The owner that *tags* of a load balancer or listener give away, or ``None``.

    Terraform and OpenTofu set no tag of their own: what people write is recognised by its words, such as
    ``ManagedBy=Terraform`` or ``terraform=true``, so that it may be missed.
    """
    for tag, kind in _OWNERS:
        if tag in tags:
            return Owner(kind=kind, name=tags[tag], tag=tag)
    for tag, value in sorted(tags.items()):
        if tag.startswith(_CLUSTER) and value != "shared":
            return Owner(kind="Kubernetes cluster", name=tag.removeprefix(_CLUSTER), tag=tag)
    for tag, value in sorted(tags.items()):
        if _tells_terraform(tag, value):
            return Owner(kind="Terraform configuration", name=f"tagged {tag}={value}", tag=tag)
    return None


def owned(listeners: Iterable[Listener], load_balancers: Iterable[LoadBalancer]) -> Iterator[Owned]:
    """What of *listeners* and their *load_balancers* belongs to somebody else.

    Once for a load balancer that is tagged itself, else for each of its listeners that is.
    """
    tags = {one.arn: one.tags for one in load_balancers}
    told: set[str] = set()
    for listener in listeners:
        arn = listener.load_balancer_arn
        where, name, held = arn, load_balancer_name(arn), tags.get(arn, {})
        if owner_of(held) is None:
            where, name, held = listener.arn, called(listener), listener.tags
        owner = owner_of(held)
        if owner is not None and where not in told:
            told.add(where)
            yield Owned(where, name, owner, f"tag {owner.tag}={held[owner.tag]}")


def _tells_terraform(tag: str, value: str) -> bool:
    key, said = _letters(tag), value.strip().lower()
    if key in _SAYS_WHO:
        return said.startswith(_TERRAFORM)
    return key.startswith(_TERRAFORM) and said not in _DENIED


def _letters(key: str) -> str:
    return "".join(letter for letter in key.lower() if letter.isalnum())
