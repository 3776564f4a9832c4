"""Who manages a load balancer, by the tags that give it away."""

from __future__ import annotations

import pytest

from acm_tui.domain.owner import Owned, Owner, owned, owner_of
from tests.domain.stories import listener, load_balancer

CLUSTER = "kubernetes.io/cluster/prod"


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("aws:cloudformation:stack-name", "CloudFormation stack"),
        ("elasticbeanstalk:environment-name", "Elastic Beanstalk environment"),
        ("elbv2.k8s.aws/cluster", "Kubernetes cluster"),
        ("ingress.k8s.aws/cluster", "Kubernetes cluster"),
        ("eks:eks-cluster-name", "EKS cluster"),
        ("ingress.k8s.aws/stack", "Kubernetes ingress"),
        ("service.k8s.aws/stack", "Kubernetes service"),
        ("ingress.eks.amazonaws.com/stack", "Kubernetes ingress"),
        ("service.eks.amazonaws.com/stack", "Kubernetes service"),
        ("kubernetes.io/service-name", "Kubernetes service"),
        ("kubernetes.io/ingress-name", "Kubernetes ingress"),
        ("eks:kubernetes-resource-name", "Kubernetes resource"),
        ("services.k8s.aws/namespace", "Kubernetes namespace"),
        ("crossplane-name", "Crossplane resource"),
    ],
)
def test_tags_give_the_owner_away(tag: str, kind: str) -> None:
    assert owner_of({"team": "shop", tag: "web"}) == Owner(kind=kind, name="web", tag=tag)


@pytest.mark.parametrize("value", ["owned", "", "true"])
def test_a_cluster_may_be_named_by_the_key(value: str) -> None:
    assert owner_of({CLUSTER: value}) == Owner("Kubernetes cluster", "prod", CLUSTER)


def test_a_cluster_that_only_shares_it_does_not_manage_it() -> None:
    assert owner_of({CLUSTER: "shared"}) is None


@pytest.mark.parametrize(
    ("tags", "kind", "name"),
    [
        (
            {  # EKS Auto Mode
                "eks:eks-cluster-name": "prod",
                "ingress.eks.amazonaws.com/resource": "LoadBalancer",
                "ingress.eks.amazonaws.com/stack": "shop/web",
            },
            "EKS cluster",
            "prod",
        ),
        (
            {  # AWS Load Balancer Controller
                "ingress.k8s.aws/stack": "shop/web",
                "ingress.k8s.aws/resource": "LoadBalancer",
                "elbv2.k8s.aws/cluster": "prod",
            },
            "Kubernetes cluster",
            "prod",
        ),
        ({CLUSTER: "owned", "kubernetes.io/service-name": "shop/web"}, "Kubernetes service", "shop/web"),
        ({CLUSTER: "owned", "ManagedBy": "Terraform"}, "Kubernetes cluster", "prod"),
    ],
)
def test_of_the_tags_that_come_together_the_one_to_look_for_first_is_named(
    tags: dict[str, str], kind: str, name: str
) -> None:
    for told in (tags, dict(reversed(tags.items()))):
        owner = owner_of(told)
        assert owner is not None
        assert (owner.kind, owner.name) == (kind, name)


def test_a_load_balancer_is_named_once_and_a_listener_only_where_it_alone_is_tagged() -> None:
    ours = load_balancer("shop", tags={"eks:eks-cluster-name": "prod"})
    plain = load_balancer("plain")
    of_ours = (listener("443", load_balancer_arn=ours.arn), listener("8443", load_balancer_arn=ours.arn))
    of_plain = listener("9443", load_balancer_arn=plain.arn, tags={"terraform": "true"}, port=9443)
    told = listener("10443", load_balancer_arn=plain.arn)
    assert list(owned((*of_ours, of_plain, told), (ours, plain))) == [
        Owned(
            ours.arn,
            "shop",
            Owner("EKS cluster", "prod", "eks:eks-cluster-name"),
            "tag eks:eks-cluster-name=prod",
        ),
        Owned(
            of_plain.arn,
            "plain HTTPS 9443",
            Owner("Terraform configuration", "tagged terraform=true", "terraform"),
            "tag terraform=true",
        ),
    ]


def test_without_such_a_tag_there_is_no_owner() -> None:
    assert owner_of({}) is None
    assert owner_of({"cloudformation:stack-name": "mine"}) is None


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("ManagedBy", "Terraform"),
        ("managed-by", "terraform"),
        ("Managed By", " Terraform Cloud"),
        ("managed_by", "opentofu"),
        ("created-by", "terraform/network"),
        ("Provisioner", "TERRAFORM"),
        ("iac", "terraform"),
        ("Terraform", "true"),
        ("terraform", "yes"),
        ("terraform:workspace", "production"),
        ("TerraformModule", "alb"),
        ("opentofu", "1"),
    ],
)
def test_what_people_write_for_terraform_is_recognised(tag: str, value: str) -> None:
    assert owner_of({"team": "shop", tag: value}) == Owner(
        kind="Terraform configuration", name=f"tagged {tag}={value}", tag=tag
    )


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("Name", "terraform"),
        ("Name", "terraform-enterprise"),
        ("ManagedBy", "hand"),
        ("managed-by", "not terraform"),
        ("Terraform", "false"),
        ("terraform", " No "),
        ("terraform", ""),
        ("description", "moved out of Terraform"),
        ("was-terraform", "true"),
    ],
)
def test_not_every_word_of_terraform_is_an_owner(tag: str, value: str) -> None:
    assert owner_of({tag: value}) is None


def test_what_aws_or_a_controller_says_goes_before_what_people_write() -> None:
    tags = {"ManagedBy": "Terraform", "aws:cloudformation:stack-name": "web"}
    assert owner_of(tags) == Owner("CloudFormation stack", "web", "aws:cloudformation:stack-name")


def test_an_environment_of_beanstalk_goes_before_the_stack_that_made_it() -> None:
    tags = {
        "aws:cloudformation:stack-name": "awseb-e-abc-stack",
        "elasticbeanstalk:environment-name": "shop-prod",
    }
    owner = owner_of(tags)
    assert owner is not None
    assert (owner.kind, owner.name) == ("Elastic Beanstalk environment", "shop-prod")


def test_of_several_tags_for_terraform_always_the_same_is_named() -> None:
    pairs = [("terraform", "true"), ("ManagedBy", "Terraform")]
    assert owner_of(dict(pairs)) == owner_of(dict(reversed(pairs)))
