"""Controls of the same services that check the account, or resources that no stack creates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OtherControls:
    """Controls that check no resource of a stack. ``kinds`` are the resources that they check instead."""

    ids: tuple[str, ...]
    about: str
    kinds: tuple[str, ...] = ()


def _numbered(service: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{service}.{number}" for number in numbers)


ACCOUNT = (
    OtherControls(_numbered("CloudWatch", *range(1, 15)), "metric filters and alarms on the account's CloudTrail log"),
    OtherControls(
        _numbered("EC2", 7),
        "encryption of new volumes by default, which `aws ec2 enable-ebs-encryption-by-default` turns on",
    ),
    OtherControls(
        _numbered("EC2", 172),
        "traffic through internet gateways (if the account blocks it, `web` needs an exclusion for its VPC)",
    ),
    OtherControls(
        _numbered("EC2", 182),
        "public access to snapshots, which "
        "`aws ec2 enable-snapshot-block-public-access --state block-all-sharing` turns off",
    ),
    OtherControls(
        _numbered("IAM", *range(3, 20), 22, 23, 26, 28), "root user, users, passwords, certificates, analyzers"
    ),
    OtherControls(_numbered("S3", 1), "public access to the account's buckets"),
    OtherControls(_numbered("S3", 22, 23), "data events of objects, which the account's CloudTrail records"),
    OtherControls(_numbered("SSM", 6, 7), "logs of SSM Automation, public SSM documents"),
)
"""Settings of the account: a program for one stack must not change them."""

RUNNING = (
    OtherControls(
        _numbered("SSM", 2, 3),
        "patches and associations of instances, if Systems Manager manages them (`cluster.ssmAccess`)",
    ),
)
"""Properties of running instances."""

ABSENT = (
    OtherControls(
        _numbered("AutoScaling", 3, 5),
        "launch configurations (instances start from a launch template, which EC2.8 and EC2.25 check)",
        ("ec2.LaunchConfiguration",),
    ),
    OtherControls(_numbered("EC2", 1), "snapshots", ("ebs.Snapshot", "ebs.SnapshotCopy")),
    OtherControls(_numbered("EC2", 16, 21), "network ACLs besides the default one of a VPC", ("ec2.NetworkAcl",)),
    OtherControls(_numbered("EC2", 20, 171, 183), "Site-to-Site VPN", ("ec2.VpnConnection",)),
    OtherControls(
        _numbered("EC2", 23, 33, 34, 52),
        "transit gateways",
        ("ec2transitgateway.TransitGateway", "ec2transitgateway.VpcAttachment", "ec2transitgateway.RouteTable"),
    ),
    OtherControls(
        _numbered("EC2", 36, 50), "customer gateways and VPN gateways", ("ec2.CustomerGateway", "ec2.VpnGateway")
    ),
    OtherControls(_numbered("EC2", 47), "VPC endpoint services", ("ec2.VpcEndpointService",)),
    OtherControls(_numbered("EC2", 49), "VPC peering connections", ("ec2.VpcPeeringConnection",)),
    OtherControls(_numbered("EC2", 51), "Client VPN", ("ec2clientvpn.Endpoint",)),
    OtherControls(
        _numbered("EC2", 173), "spot fleets (an Auto Scaling group starts spot instances)", ("ec2.SpotFleetRequest",)
    ),
    OtherControls(_numbered("EC2", 174), "DHCP option sets (a VPC uses the region's default)", ("ec2.VpcDhcpOptions",)),
    OtherControls(_numbered("EC2", 176), "prefix lists", ("ec2.ManagedPrefixList",)),
    OtherControls(
        _numbered("EC2", 177, 178, 179),
        "traffic mirroring",
        ("ec2.TrafficMirrorSession", "ec2.TrafficMirrorFilter", "ec2.TrafficMirrorTarget"),
    ),
    OtherControls(
        _numbered("EC2", 180), "network interfaces (EC2 and ECS create those of a stack)", ("ec2.NetworkInterface",)
    ),
    OtherControls(_numbered("ECS", 16), "task sets, which only external deployments use", ("ecs.TaskSet",)),
    OtherControls(_numbered("ELB", 2, 3, 7, 8, 9, 10, 14), "Classic Load Balancers", ("elb.LoadBalancer",)),
    OtherControls(_numbered("IAM", 2, 25), "users", ("iam.User", "iam.UserPolicy", "iam.UserPolicyAttachment")),
    OtherControls(_numbered("KMS", 1), "customer managed policies (roles have inline policies)", ("iam.Policy",)),
    OtherControls(_numbered("KMS", 3, 4, 5), "KMS keys: a stack file refers to existing keys", ("kms.Key",)),
    OtherControls(_numbered("S3", 19, 24), "access points", ("s3.AccessPoint", "s3control.MultiRegionAccessPoint")),
    OtherControls(_numbered("S3", 25), "directory buckets", ("s3.DirectoryBucket",)),
    OtherControls(_numbered("SSM", 4, 5), "SSM documents", ("ssm.Document",)),
    OtherControls(
        _numbered("WAF", 1, 2, 3, 4, 6, 7, 8),
        "AWS WAF Classic",
        ("waf.WebAcl", "waf.Rule", "wafregional.WebAcl", "wafregional.Rule"),
    ),
    OtherControls(
        _numbered("WAF", 10, 11, 12),
        "web ACLs: a stack file refers to an existing one",
        ("wafv2.WebAcl", "wafv2.RuleGroup"),
    ),
)
"""Resources that no shipped stack creates."""
