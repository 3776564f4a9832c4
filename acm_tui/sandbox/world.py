"""The demo's world: a shop's certificates and load balancers, as an operator would find them.

All names lie in the domains that RFC 2606 reserves. Dates are relative to the moment of seeding.
"""

from dataclasses import dataclass, field

ACCOUNT = "111122223333"
ALIAS = "shop-prod"
REGION = "ap-northeast-1"
CLOUDFRONT_REGION = "us-east-1"
"""CloudFront takes its certificates from this region only (CloudFront developer guide)."""

ZONES = ("example.com", "example.net", "example.org", "intranet.example.org")

DELEGATED_TO_ROUTE53 = {
    "example.net.": (
        "ns-421.awsdns-52.com.",
        "ns-632.awsdns-15.net.",
        "ns-1205.awsdns-22.org.",
        "ns-1874.awsdns-42.co.uk.",
    )
}
"""The zones that the registrar delegates to Route 53, with the servers that it names."""

OLD_LIFE_DAYS = 395
"""Life of a public certificate issued before 2026-02-18 (ACM user guide, certificate characteristics)."""

NEW_LIFE_DAYS = 198
"""Life of one issued since 2026-02-18 (same source)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCertificate:
    """One certificate; it is known by its first name."""

    names: tuple[str, ...]
    expires_in_days: int
    """From the day of seeding; negative when it has expired."""
    method: str | None = "EMAIL"
    """EMAIL, DNS, or None for an imported one."""
    region: str = REGION
    key_algorithm: str = "RSA_2048"
    life_days: int = OLD_LIFE_DAYS
    renewal: str | None = None
    """RenewalStatus, where a renewal is under way."""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name that the listeners below know it by."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedListener:
    """One TLS listener; certificates are named by their key."""

    default: str
    others: tuple[str, ...] = ()
    port: int = 443
    default_in_list: bool = True
    """The console puts the default into the SNI list as well; APIs and templates do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedBalancer:
    """One load balancer with its TLS listeners."""

    name: str
    listeners: tuple[SeedListener, ...]
    kind: str = "application"
    """application, network or classic."""
    scheme: str = "internet-facing"
    region: str = REGION
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedDistribution:
    """One CloudFront distribution."""

    aliases: tuple[str, ...]
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedHostedZone:
    """One hosted zone of the account: public with *name_servers*, or private with a VPC."""

    name: str
    comment: str
    name_servers: tuple[str, ...] = ()
    vpc: str | None = None
    records: tuple[tuple[str, str, str], ...] = ()
    """Names, types and values."""


_NINE_NAMES = (
    "www.example.org",
    "de.example.org",
    "en.example.org",
    "es.example.org",
    "fr.example.org",
    "it.example.org",
    "ja.example.org",
    "ko.example.org",
    "zh.example.org",
)

CERTIFICATES = (
    # The story's own: default and SNI on one load balancer, SNI only on another.
    SeedCertificate(
        names=("shop.example.com", "www.shop.example.com"),
        expires_in_days=96,
        tags={"Name": "shop front", "team": "web"},
    ),
    # The most urgent: its renewal waits for somebody to read an email.
    SeedCertificate(
        names=("pay.example.net",),
        expires_in_days=12,
        renewal="PENDING_VALIDATION",
        tags={"Name": "payments", "team": "payments"},
    ),
    SeedCertificate(names=("example.com", "*.example.com"), expires_in_days=171, tags={"Name": "corporate"}),
    SeedCertificate(
        names=("api.example.com",),
        expires_in_days=128,
        key_algorithm="EC_prime256v1",
        life_days=NEW_LIFE_DAYS,
        tags={"Name": "public API", "aws:cloudformation:stack-name": "api-production"},
    ),
    SeedCertificate(names=_NINE_NAMES, expires_in_days=63, tags={"Name": "all languages"}),
    SeedCertificate(
        names=("campaign.example.org",), expires_in_days=201, tags={"Name": "campaign of the spring"}
    ),
    SeedCertificate(
        names=("static.example.com",),
        expires_in_days=140,
        region=CLOUDFRONT_REGION,
        life_days=NEW_LIFE_DAYS,
        tags={"Name": "static files"},
    ),
    SeedCertificate(names=("mqtt.example.net",), expires_in_days=88, tags={"Name": "devices"}),
    SeedCertificate(names=("legacy.example.net",), expires_in_days=41, tags={"Name": "order desk"}),
    # Hostile on purpose. The API would refuse this value (ACM API reference, Tag), other sources of
    # untrusted text do not: the screen must stand it.
    SeedCertificate(
        names=("intranet.example.org",),
        expires_in_days=75,
        tags={"Name": "[red]prod[/red] \x1b]0;owned\x07"},
    ),
    SeedCertificate(names=("old.example.net",), expires_in_days=-34, tags={"Name": "closed shop"}),
    SeedCertificate(
        names=("login.example.com",),
        expires_in_days=150,
        method="DNS",
        life_days=NEW_LIFE_DAYS,
        tags={"Name": "login", "team": "identity"},
    ),
    SeedCertificate(
        names=("status.example.com",), expires_in_days=107, method="DNS", key_algorithm="EC_prime256v1"
    ),
    SeedCertificate(
        names=("partner.example.org",),
        expires_in_days=280,
        method=None,
        life_days=OLD_LIFE_DAYS,
        tags={"Name": "partner exchange, bought elsewhere"},
    ),
)

NAMES = {one.key: one.names for one in CERTIFICATES}

BALANCERS = (
    SeedBalancer(
        name="shop-alb",
        listeners=(SeedListener(default="shop.example.com", others=("login.example.com",)),),
        tags={"Name": "shop", "team": "web"},
    ),
    SeedBalancer(
        name="corporate-alb",
        listeners=(
            SeedListener(default="example.com", others=("shop.example.com", "status.example.com")),
            SeedListener(default="partner.example.org", port=8443, default_in_list=False),
        ),
        tags={"Name": "corporate"},
    ),
    SeedBalancer(
        name="pay-alb",
        listeners=(SeedListener(default="pay.example.net"),),
        tags={"Name": "payments", "team": "payments"},
    ),
    SeedBalancer(
        name="api-alb",
        listeners=(SeedListener(default="api.example.com", default_in_list=False),),
        tags={
            "aws:cloudformation:stack-name": "api-production",
            "aws:cloudformation:logical-id": "PublicLoadBalancer",
        },
    ),
    SeedBalancer(
        name="k8s-web-6f1c2a",
        listeners=(SeedListener(default="www.example.org", default_in_list=False),),
        tags={"elbv2.k8s.aws/cluster": "web-production", "ingress.k8s.aws/stack": "web/front"},
    ),
    SeedBalancer(
        name="devices-nlb",
        kind="network",
        listeners=(SeedListener(default="mqtt.example.net", port=8883, default_in_list=False),),
        tags={"Name": "devices"},
    ),
    SeedBalancer(
        name="intranet-alb",
        scheme="internal",
        listeners=(SeedListener(default="intranet.example.org"),),
        tags={"Name": "intranet"},
    ),
    SeedBalancer(
        name="order-desk",
        kind="classic",
        listeners=(SeedListener(default="legacy.example.net", default_in_list=False),),
        tags={"Name": "order desk"},
    ),
    SeedBalancer(
        name="static-origin-alb",
        region=CLOUDFRONT_REGION,
        listeners=(SeedListener(default="static.example.com", default_in_list=False),),
        tags={"Name": "origin of static files"},
    ),
)

DISTRIBUTIONS = (SeedDistribution(aliases=("static.example.com",), certificate="static.example.com"),)

HOSTED_ZONES = (
    # Somebody made the zone a second time and left it: its servers are delegated nothing, and have no
    # addresses here.
    SeedHostedZone(
        name="example.net",
        comment="new account setup, delete?",
        name_servers=(
            "ns-77.awsdns-09.com.",
            "ns-903.awsdns-48.net.",
            "ns-1411.awsdns-63.org.",
            "ns-1590.awsdns-06.co.uk.",
        ),
        records=(("www.example.net", "A", "192.0.2.80"),),
    ),
    SeedHostedZone(
        name="example.net",
        comment="production",
        name_servers=DELEGATED_TO_ROUTE53["example.net."],
        records=(("example.net", "MX", "10 mail.example.com."),),
    ),
    # The public example.com is the DNS team's; this one is seen inside the VPC only.
    SeedHostedZone(
        name="example.com",
        comment="internal names",
        vpc="vpc-0a1b2c3d4e5f60718",
        records=(("db.example.com", "A", "10.0.12.34"),),
    ),
)
