"""Existing resources in the account of the mocks: networks, addresses, keys, topics, web ACLs, hosted zones.

Every id exists unless a table in this module excludes it.
"""

from __future__ import annotations

from typing import Any

from tests.harness.aws_outputs import ACCOUNT_ID, REGION

HOSTED_ZONE = "example.com"
"""The account's only public zone of a name."""

HOSTED_ZONE_TWICE = "twice.org"
"""A name that two public zones have."""

ZONES_BY_ID = {
    "Z0123456789": (HOSTED_ZONE, False),
    "Z9876543210": (HOSTED_ZONE, False),
    "Z1TWICE": (HOSTED_ZONE_TWICE, False),
    "Z2TWICE": (HOSTED_ZONE_TWICE, False),
    "Z3PRIVATE": (HOSTED_ZONE, True),
}

GONE = frozenset({"eipalloc-404", "vpc-404", "subnet-404", "key/404", "nobody", "Z404"})

ADDRESSES = {
    "eipalloc-a1": {"associationId": "eipassoc-1", "instanceId": "i-0abc", "networkInterfaceId": "eni-a1"},
    "eipalloc-a2": {"associationId": "eipassoc-2", "networkInterfaceId": "eni-a2"},
    "eipalloc-a3": {"associationId": "eipassoc-3", "networkInterfaceId": "eni-a3"},
    "eipalloc-a4": {"associationId": "eipassoc-4", "networkInterfaceId": "eni-a4", "publicIp": "192.0.2.4"},
}
"""Addresses in use: by an instance, and by NAT gateways of this stack, of another stack, and of an old name."""

NAT_GATEWAYS = {
    "nat-a2": {"project": "ecs-on-ec2", "stack": "test"},
    "nat-a3": {"project": "ecs-on-ec2", "stack": "other"},
    "nat-a4": {"project": "ecs-on-ec2", "stack": "before"},
}

WEB_ACLS = {
    name: f"arn:aws:wafv2:{REGION}:{account}:regional/webacl/{name}/{identity}"
    for name, account, identity in (
        ("edge", "111122223333", "a1b2c3d4-5678-90ab-cdef-111122223333"),
        ("other", "111122223333", "0a1b2c3d-1111-2222-3333-444455556666"),
        ("api", ACCOUNT_ID, "0a1b2c3d-1111-2222-3333-444455556666"),
    )
}

KEYS = {
    "key/disabled": {"keyState": "Disabled"},
    "key/asymmetric": {"keyUsage": "SIGN_VERIFY", "keySpec": "RSA_2048"},
}

VPCS = {"subnet-c": "vpc-2", "subnet-d": "vpc-2", "subnet-0": "vpc-0a1b2c3d"}
"""The VPC by the prefix of a subnet's id; ``vpc-1`` for all others."""

NOT_PUBLIC = "subnet-f1"
WITH_MAIN_TABLE = "subnet-f2"
"""A subnet without its own route table; the VPC's main table has no route to the internet."""


class AwsError(Exception):
    """An error with the provider's message."""


def elastic_ip(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of Elastic IPs."""
    if args["id"] in GONE:
        raise AwsError("no matching EC2 EIP found")
    free = {"publicIp": "192.0.2.1", "associationId": "", "networkInterfaceId": "", "instanceId": ""}
    return {"id": args["id"], **free, **ADDRESSES.get(args["id"], {})}


def network_interface(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of network interfaces."""
    nat_gateway = args["id"].replace("eni", "nat")
    if nat_gateway not in NAT_GATEWAYS:
        return {"id": args["id"], "interfaceType": "interface", "description": "Primary network interface"}
    return {
        "id": args["id"],
        "interfaceType": "nat_gateway",
        "description": f"Interface for NAT Gateway {nat_gateway}",
    }


def nat_gateway(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of NAT gateways."""
    return {"id": args["id"], "tags": NAT_GATEWAYS[args["id"]]}


def vpc(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of VPCs."""
    if args["id"] in GONE:
        raise AwsError("no matching EC2 VPC found")
    return {"id": args["id"], "mainRouteTableId": "rtb-main"}


SUBNET_BLOCK = "10.0.0.0/18"


def subnet(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of subnets: the last digit of the id selects the zone."""
    name = args["id"]
    if name in GONE:
        raise AwsError("no matching EC2 Subnet found")
    zone = f"{REGION}{'abcdef'[(int(name[-1], 16) - 1) % 6]}"
    vpc_id = next((vpc_id for prefix, vpc_id in VPCS.items() if name.startswith(prefix)), "vpc-1")
    return {"id": name, "vpcId": vpc_id, "availabilityZone": zone, "cidrBlock": SUBNET_BLOCK}


def route_table(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of route tables."""
    if args.get("subnetId") == WITH_MAIN_TABLE:
        raise AwsError("query returned no results. Please change your search criteria and try again")
    is_private = args.get("subnetId") == NOT_PUBLIC or args.get("routeTableId") == "rtb-main"
    gateway = {"gatewayId": "", "natGatewayId": "nat-1"} if is_private else {"gatewayId": "igw-1", "natGatewayId": ""}
    return {"id": "rtb-1", "routes": [{"cidrBlock": "0.0.0.0/0", **gateway}]}


def key(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of KMS keys."""
    name = args["keyId"].rpartition(":")[2]
    if name in GONE:
        raise AwsError(f"reading KMS Key ({args['keyId']}): api error NotFoundException: Key '{name}' does not exist")
    usual = {"keyState": "Enabled", "keyUsage": "ENCRYPT_DECRYPT", "keySpec": "SYMMETRIC_DEFAULT"}
    return {"id": name, "keyId": args["keyId"], **usual, **KEYS.get(name, {})}


def topic(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of SNS topics."""
    if args["name"] in GONE:
        raise AwsError(f"reading SNS Topic ({args['name']}): empty result")
    return {"name": args["name"], "arn": f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:{args['name']}"}


def queue(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of SQS queues."""
    if args["name"] in GONE:
        raise AwsError(
            f"reading SQS Queue ({args['name']}): api error AWS.SimpleQueueService.NonExistentQueue: The specified"
            " queue does not exist."
        )
    return {"name": args["name"], "arn": f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{args['name']}"}


def web_acl(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of web ACLs."""
    if args["name"] not in WEB_ACLS:
        raise AwsError(f"WAFv2 WebACL not found for name: {args['name']}")
    return {"name": args["name"], "scope": args["scope"], "arn": WEB_ACLS[args["name"]]}


def hosted_zone(args: dict[str, Any]) -> dict[str, Any]:
    """Answer as the data source of hosted zones, by id or by name."""
    if "zoneId" in args:
        if args["zoneId"] not in ZONES_BY_ID:
            raise AwsError(
                f"reading Route 53 Hosted Zone ({args['zoneId']}): api error NoSuchHostedZone: No hosted zone"
            )
        name, is_private = ZONES_BY_ID[args["zoneId"]]
        return {"name": name, "zoneId": args["zoneId"], "privateZone": is_private}
    if args["name"] == HOSTED_ZONE_TWICE:
        raise AwsError(
            "multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single Route 53"
            " Hosted Zone"
        )
    if args["name"] != HOSTED_ZONE:
        raise AwsError("no matching Route 53 Hosted Zone found")
    return {"name": args["name"], "zoneId": "Z0123456789", "privateZone": False}


def read(kind: str, identity: str) -> dict[str, Any]:
    """Return the state of a resource that exists, as the engine reads it."""
    assert kind == "aws:acm/certificate:Certificate"
    status = "PENDING_VALIDATION" if identity.endswith("/pending") else "ISSUED"
    return {"arn": identity, "status": status, "domainName": "*.example.com"}


RAISED_QUOTAS = {"L-53DA6B97": 60}
"""Quotas of the account by code: load balancers."""


def service_quota(args: dict[str, Any]) -> dict[str, Any]:
    return {**args, "defaultValue": 50.0, "value": float(RAISED_QUOTAS.get(args["quotaCode"], 50))}


FUNCTIONS = {
    "getServiceQuota": service_quota,
    "getElasticIp": elastic_ip,
    "getNetworkInterface": network_interface,
    "getNatGateway": nat_gateway,
    "getVpc": vpc,
    "getSubnet": subnet,
    "getRouteTable": route_table,
    "getKey": key,
    "getTopic": topic,
    "getQueue": queue,
    "getWebAcl": web_acl,
    "getZone": hosted_zone,
}
