"""Mistakes in a load balancer, each with its message."""

from __future__ import annotations

from tests.harness.mistakes import Mistake, balancer, cluster, worker

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"

LOAD_BALANCERS = {
    "tls": [
        balancer("certificateArns[0]", '"mine"', "the ARN of an ACM certificate", certificateArns=["mine"]),
        balancer("hostedZone", "null", "domains and hostedZone need each other", domains=["api.example.com"]),
        balancer("hostedZone", '"example.com"', "domains and hostedZone need each other", hostedZone="example.com"),
        balancer(
            "hostedZone",
            '"example.org"',
            "a zone that contains all domains is allowed; api.example.com is outside",
            domains=["api.example.com"],
            hostedZone="example.org",
        ),
        balancer(
            "hostedZone",
            '"no.such.zone"',
            "the account has no public Route 53 hosted zone",
            domains=["api.no.such.zone"],
            hostedZone="no.such.zone",
        ),
    ],
    "load balancer": [
        *(
            worker(key, "", f"{key} moved to {place}", **{key: value})
            for key, value, place in (
                ("healthCheckPath", "/healthz", "loadBalancer.healthCheck.path"),
                ("ingress", "none", "loadBalancer: none"),
                ("domain", "api.example.com", "loadBalancer.domains"),
                ("hostedZone", "example.com", "loadBalancer.hostedZone"),
                ("hostedZoneId", "Z0123456789", "loadBalancer.hostedZoneId"),
                ("certificateArn", CERTIFICATE, "loadBalancer.certificateArns"),
                ("webAclArn", "arn:aws:wafv2:mine", "loadBalancer.webAclArn"),
                ("deletionProtection", True, "loadBalancer.deletionProtection"),
            )
        ),
        balancer("allowCidrs[1]", '"10.0.0.0/16"', "remove it", allowCidrs=["10.9.0.0/16", "10.0.0.0/16"]),
        Mistake(
            {"loadBalancers": {"inner": {"scheme": "internal", "allowCidrs": ["10.0.0.0/16"]}}},
            "loadBalancers.inner.allowCidrs[0]",
            '"10.0.0.0/16"',
            "the VPC's own blocks can already reach an internal load balancer",
        ),
        worker("loadBalancer", '"no"', "none or keys with values are allowed", loadBalancer="no"),
        worker("loadBalancer", "false", "none or keys with values are allowed", loadBalancer=False),
        worker("loadBalancer", "null", "keys are needed", loadBalancer=None),
        balancer("healthCheck.interval", "5", "more than timeout, 5, is allowed", healthCheck={"interval": 5}),
        balancer("healthCheck.timeout", "9", "less than interval, 6, is allowed", healthCheck={"timeout": 9}),
        balancer("healthCheck.codes", '"500"', "codes from 200 to 499", healthCheck={"codes": "500"}),
        balancer("healthCheck.codes", '"2xx"', 'codes such as "200"', healthCheck={"codes": "2xx"}),
        balancer("healthCheck.codes", "200", 'write "200", in quotes', healthCheck={"codes": 200}),
        balancer(
            "healthCheck.codes",
            '"200"',
            "with protocol grpc, codes from 0 to 99",
            protocol="grpc",
            healthCheck={"codes": "200"},
            certificateArns=[CERTIFICATE],
        ),
        balancer("protocol", '"grpc"', "with HTTP only http1 is allowed", protocol="grpc"),
        balancer("protocol", '"http2"', "with HTTP only http1 is allowed", protocol="http2"),
        balancer("protocol", '"h2"', "http1, http2 or grpc is allowed", protocol="h2"),
        balancer("deregistrationDelay", "3601", "3600 or less", deregistrationDelay=3601),
        balancer("idleTimeout", "4001", "4000 or less", idleTimeout=4001),
        balancer("slowStart", "29", "30 or more", slowStart=29),
        balancer("stickiness.durationSeconds", "0", "1 or more", stickiness={"durationSeconds": 0}),
        balancer(
            "algorithm",
            '"least-outstanding-requests"',
            "with slowStart, only round-robin",
            algorithm="least-outstanding-requests",
            slowStart=60,
        ),
        balancer("allowCidrs[0]", '"10.0.0.1/8"', "with no host bits set", allowCidrs=["10.0.0.1/8"]),
        balancer("allowCidrs", '["10.0.0.0/8"', "each is allowed once", allowCidrs=["10.0.0.0/8", "10.0.0.0/8"]),
        balancer("allowPrefixLists[0]", '"cloudfront"', "a prefix list's id (pl-...)", allowPrefixLists=["cloudfront"]),
        balancer(
            "domains",
            '["a.example.com"',
            "each is allowed once",
            domains=["a.example.com"] * 2,
            hostedZone="example.com",
        ),
        balancer("certificateArns", "[", "at least 1 is needed", certificateArns=[]),
    ],
    "domain": [
        balancer("domains[0]", f'"{domain[:99]}', why, domains=[domain], hostedZone="example.com")
        for domain, why in (
            (
                "*.example.com",
                "no DNS record is created for a wildcard: name each domain, or give its certificate in",
            ),
            (
                f"{'a' * 64}.example.com",
                "aaaaaaaaaaaaaaaaaaaa... has 64 characters, and a part between two dots has at most 63",
            ),
            (f"{'a.' * 122}example.com", "it has 255 characters, and a domain has at most 253"),
            ("https://api.example.com", "it is a URL or has a port"),
            ("api.example.com:443", "it is a URL or has a port"),
            ("api.example.com.", "a dot is only between two parts of the name"),
            ("api..example.com", "a dot is only between two parts of the name"),
            ("Api.example.com", "it has uppercase letters; a lowercase domain such as api.example.com is allowed"),
            ("-api.example.com", "-api begins or ends with a hyphen"),
            ("api-.example.com", "api- begins or ends with a hyphen"),
            ("my_api.example.com", "my_api has characters other than letters, digits and hyphens"),
            ("b\u00fccher.example.com", "b\u00fccher has characters other than letters, digits and hyphens"),
            ("a*.example.com", "a* has characters other than"),
            ("api", "it has no dot"),
            ("10.0.0.1", "its last part is not a top-level domain such as com"),
        )
    ],
    "hosted zone": [
        balancer(
            "hostedZone",
            '"Example.com"',
            "uppercase letters; a lowercase domain such as example.com",
            hostedZone="Example.com",
        ),
    ],
    "discovery domain": [
        cluster(
            "discoveryDomain",
            f'"{domain}"',
            f"{why}; a domain such as services.internal is allowed",
            discoveryDomain=domain,
        )
        for domain, why in (
            ("Services.internal", "it has uppercase letters"),
            ("-x.internal", "-x begins or ends with a hyphen"),
            ("a..internal", "a dot is only between two parts of the name"),
        )
    ],
}
