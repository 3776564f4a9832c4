"""Load balancers and distributions survive being saved and restored."""

import json
from typing import Any

from acm_tui.sandbox.aws import usage
from acm_tui.sandbox.aws.elb import seed, state
from acm_tui.sandbox.aws.server import forget_everything

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


def without_metadata(answer: Any) -> Any:
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def everything(elbv2: Any, classic: Any, cloudfront: Any) -> dict[str, Any]:
    """All that clients can see of the world."""
    seen: dict[str, Any] = {"load balancers": without_metadata(elbv2.describe_load_balancers())}
    arns = [one["LoadBalancerArn"] for one in seen["load balancers"]["LoadBalancers"]]
    for arn in arns:
        seen[arn] = without_metadata(elbv2.describe_listeners(LoadBalancerArn=arn))
        for listener in seen[arn]["Listeners"]:
            own = listener["ListenerArn"]
            seen[own] = without_metadata(elbv2.describe_listener_certificates(ListenerArn=own))
            seen[own]["tags"] = elbv2.describe_tags(ResourceArns=[own])["TagDescriptions"]
    seen["tags"] = elbv2.describe_tags(ResourceArns=arns)["TagDescriptions"]
    seen["target groups"] = without_metadata(elbv2.describe_target_groups())
    seen["classic"] = without_metadata(classic.describe_load_balancers())
    names = [one["LoadBalancerName"] for one in seen["classic"]["LoadBalancerDescriptions"]]
    seen["classic tags"] = classic.describe_tags(LoadBalancerNames=names)["TagDescriptions"]
    listed = cloudfront.list_distributions()["DistributionList"]["Items"]
    for one in listed:
        answer = cloudfront.get_distribution(Id=one["Id"])
        del answer["Distribution"]["LastModifiedTime"], answer["Distribution"]["Status"]
        seen[one["Id"]] = without_metadata(answer)
        seen[one["Id"]]["tags"] = cloudfront.list_tags_for_resource(Resource=one["ARN"])["Tags"]
    return seen


def test_a_round_trip_through_json(elbv2: Any, classic: Any, cloudfront: Any, shelf: Any) -> None:
    a, b = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    cdn = shelf.issue("cdn.example.com", region="us-east-1")
    alb = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb", tags={"Name": "shop", "空": "値"})
    seed.create_listener(alb, "HTTPS", 443, a, [b], default_in_list=True, tags={"team": "web"})
    seed.create_listener(alb, "HTTP", 80)
    nlb = seed.create_load_balancer(ACCOUNT, REGION, "mail-nlb", "network", "internal")
    seed.create_listener(nlb, "TLS", 993, b)
    seed.create_load_balancer("444455556666", "us-east-1", "theirs")
    seed.create_classic(
        ACCOUNT, REGION, "legacy", {443: a, 8443: b}, {"aws:cloudformation:stack-name": "old"}
    )
    distribution = seed.create_distribution(ACCOUNT, ["cdn.example.com"], cdn, {"team": "web"})
    before = everything(elbv2, classic, cloudfront)
    saved = json.dumps(state.dump())

    forget_everything()
    assert elbv2.describe_load_balancers()["LoadBalancers"] == []
    state.load(json.loads(saved))

    assert everything(elbv2, classic, cloudfront) == before
    assert json.dumps(state.dump()) == saved
    assert usage.in_use_by(ACCOUNT, "us-east-1", cdn) == (distribution,)


def test_a_world_saved_before_mutual_authentication_was_kept(elbv2: Any, shelf: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, shelf.issue("a.example.com"))
    saved = json.loads(json.dumps(state.dump()))
    del saved["load_balancers"][0]["listeners"][0]["mutual_authentication"]
    forget_everything()
    state.load(saved)
    (found,) = elbv2.describe_listeners(ListenerArns=[listener])["Listeners"]
    assert "MutualAuthentication" not in found


def test_what_was_made_through_the_api_survives_too(
    elbv2: Any, classic: Any, cloudfront: Any, clients: Any, shelf: Any
) -> None:
    certificate = shelf.issue("a.example.com", key="RSA_2048")
    subnets = [one["SubnetId"] for one in clients("ec2").describe_subnets()["Subnets"]][:2]
    (made,) = elbv2.create_load_balancer(Name="made", Type="network", Subnets=subnets)["LoadBalancers"]
    group = elbv2.create_target_group(
        Name="group", Protocol="TLS", Port=8443, VpcId=made["VpcId"], TargetType="ip"
    )["TargetGroups"][0]["TargetGroupArn"]
    (listener,) = elbv2.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="TLS",
        Port=443,
        AlpnPolicy=["HTTP2Preferred"],
        MutualAuthentication={"Mode": "passthrough"},
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )["Listeners"]
    extra = [{"CertificateArn": shelf.issue("b.example.com")}]
    elbv2.add_listener_certificates(ListenerArn=listener["ListenerArn"], Certificates=extra)
    classic.create_load_balancer(
        LoadBalancerName="legacy",
        AvailabilityZones=[f"{REGION}a"],
        Listeners=[
            {"Protocol": "SSL", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": certificate}
        ],
    )
    configuration = seed._distribution_configuration("ref", ["cdn.example.com"], certificate)
    cloudfront.create_distribution(DistributionConfig=configuration)
    before = everything(elbv2, classic, cloudfront)
    assert before[made["LoadBalancerArn"]]["Listeners"][0]["MutualAuthentication"] == {"Mode": "passthrough"}
    saved = json.dumps(state.dump())

    forget_everything()
    state.load(json.loads(saved))

    assert everything(elbv2, classic, cloudfront) == before
