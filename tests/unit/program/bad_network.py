"""Mistakes in the network, each with its message."""

from __future__ import annotations

from tests.harness.mistakes import vpc

PRIVATE_RANGES = "a block in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"

NO_NAT = {"natGateways": "none"}

ALL_ENDPOINTS = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]

CIDR_BLOCKS = [
    vpc("cidrBlock", '"10.0.0.0"', "/16 to /20", cidrBlock="10.0.0.0"),
    vpc("cidrBlock", '"ten"', "an IPv4 block such as 10.0.0.0/16", cidrBlock="ten"),
    vpc("cidrBlock", '""', "an IPv4 block such as 10.0.0.0/16", cidrBlock=""),
    vpc("cidrBlock", '"10.0.0.1/16"', "no host bits set", cidrBlock="10.0.0.1/16"),
    vpc("cidrBlock", '"10.0.0.0/33"', "an IPv4 block such as", cidrBlock="10.0.0.0/33"),
    vpc("cidrBlock", '"fd00::/16"', "an IPv4 block such as", cidrBlock="fd00::/16"),
    vpc("cidrBlock", '"8.8.0.0/16"', PRIVATE_RANGES, cidrBlock="8.8.0.0/16"),
    vpc("cidrBlock", '"172.32.0.0/16"', PRIVATE_RANGES, cidrBlock="172.32.0.0/16"),
    vpc("cidrBlock", '"100.64.0.0/16"', PRIVATE_RANGES, cidrBlock="100.64.0.0/16"),
    vpc("cidrBlock", '"10.0.0.0/21"', "a block from /16 to /20", cidrBlock="10.0.0.0/21"),
    vpc("cidrBlock", '"10.0.0.0/28"', "a block from /16 to /20", cidrBlock="10.0.0.0/28"),
    vpc("cidrBlock", '"10.0.0.0/15"', "a block from /16 to /20", cidrBlock="10.0.0.0/15"),
    vpc("taskCidrBlock", '"8.8.0.0/16"', "100.64.0.0/10", taskCidrBlock="8.8.0.0/16", splitTaskSubnets=True),
    vpc("taskCidrBlock", '"100.64.0.0/24"', "a block from /16 to /20", taskCidrBlock="100.64.0.0/24"),
    vpc("taskCidrBlock", '"10.0.0.0/16"', "overlap", taskCidrBlock="10.0.0.0/16", splitTaskSubnets=True),
    vpc("taskCidrBlock", '"172.16.0.0/16"', "AWS allows", taskCidrBlock="172.16.0.0/16", splitTaskSubnets=True),
    vpc(
        "taskCidrBlock",
        '"10.1.0.0/16"',
        "overlap the second block, 10.1.0.0/16",
        taskCidrBlock="10.1.0.0/16",
        splitTaskSubnets=True,
        availabilityZones=3,
    ),
    vpc("secondaryCidrBlock", '"10.1.0.0/20"', "size of cidrBlock", secondaryCidrBlock="10.1.0.0/20"),
    vpc("secondaryCidrBlock", '"10.0.0.0/16"', "overlap", secondaryCidrBlock="10.0.0.0/16", availabilityZones=3),
    vpc("secondaryCidrBlock", "null", "is not in the private range", cidrBlock="192.168.0.0/16", availabilityZones=3),
]

ENDPOINTS_AND_ZONES = [
    vpc("interfaceEndpoints[1]", '"warp"', "us-east-1 has no interface endpoint", interfaceEndpoints=["logs", "warp"]),
    vpc("interfaceEndpoints", '["s3"]', "write s3 in gatewayEndpoints, which is free", interfaceEndpoints=["s3"]),
    vpc(
        "interfaceEndpoints[0]",
        '"dynamodb"',
        "AWS has no private DNS name for it, so nothing would use the endpoint: write it in gatewayEndpoints",
        interfaceEndpoints=["dynamodb"],
    ),
    vpc(
        "interfaceEndpoints",
        '["dynamodb"]',
        "dynamodb is in gatewayEndpoints: remove it here",
        interfaceEndpoints=["dynamodb"],
        gatewayEndpoints=["dynamodb"],
    ),
    vpc("gatewayEndpoints", '["s3", "s3"]', "each service is allowed once", gatewayEndpoints=["s3", "s3"]),
    vpc("gatewayEndpoints[0]", '"sqs"', "s3 or dynamodb", gatewayEndpoints=["sqs"]),
    vpc("interfaceEndpoints", '["logs", "logs"]', "each service is allowed once", interfaceEndpoints=["logs", "logs"]),
    vpc("interfaceEndpoints[0]", '"only-in-f"', "AWS offers it in us-east-1f", interfaceEndpoints=["only-in-f"]),
    vpc("availabilityZones[1]", '"us-east-1x"', "us-east-1 has", availabilityZones=["us-east-1a", "us-east-1x"]),
    vpc("availabilityZones[0]", '"eu-west-1a"', "us-east-1 has", availabilityZones=["eu-west-1a", "us-east-1b"]),
    vpc("availabilityZones", "[]", "from 2 to 4", availabilityZones=[]),
    vpc("availabilityZones", '["us-east-1a"]', "from 2 to 4", availabilityZones=["us-east-1a"]),
    vpc("availabilityZones", '["us-east-1a", "us-east-1a"]', "is allowed once", availabilityZones=["us-east-1a"] * 2),
]

MORE_ZONES = [
    vpc("availabilityZones", "1", "from 2 to 4", availabilityZones=1),
    vpc("availabilityZones", "5", "from 2 to 4", availabilityZones=5),
    vpc("availabilityZones", "7", "from 2 to 4", availabilityZones=7),
    vpc("availabilityZones", "0", "from 2 to 4", availabilityZones=0),
]

ADDRESSES = [
    vpc("eipAllocationIds", '["eipalloc-1"]', "needs exactly 2 ids", eipAllocationIds=["eipalloc-1"]),
    vpc("eipAllocationIds", "[]", "needs exactly 2 ids", eipAllocationIds=[]),
    vpc("eipAllocationIds", "[]", "needs exactly 1 id", natGateways="single", eipAllocationIds=[]),
    vpc(
        "eipAllocationIds",
        '["eipalloc-1", "eipalloc-2"]',
        "natGateways single in 2 availability zones needs exactly 1",
        eipAllocationIds=["eipalloc-1", "eipalloc-2"],
        natGateways="single",
    ),
    vpc(
        "eipAllocationIds",
        '["eipalloc-1"]',
        "needs exactly 0",
        eipAllocationIds=["eipalloc-1"],
        natGateways="none",
        interfaceEndpoints=ALL_ENDPOINTS,
    ),
    vpc(
        "eipAllocationIds",
        '["eipalloc-1", "eipalloc-1"]',
        "each allocation id is allowed once",
        eipAllocationIds=["eipalloc-1"] * 2,
    ),
    vpc("eipAllocationIds[0]", '"1.2.3.4"', "eipalloc-", eipAllocationIds=["1.2.3.4", "eipalloc-2"]),
]

NO_NAT_GATEWAYS = [
    vpc(
        "gatewayEndpoints",
        '["dynamodb"]',
        "natGateways none needs s3",
        **NO_NAT,
        interfaceEndpoints=ALL_ENDPOINTS,
        gatewayEndpoints=["dynamodb"],
    ),
    vpc("interfaceEndpoints", "[]", "natGateways none needs ecr.api", **NO_NAT),
    vpc("interfaceEndpoints", "[]", "missing: ecr.api, ecr.dkr", **NO_NAT, interfaceEndpoints=[]),
    *(
        vpc(
            "interfaceEndpoints",
            "[",
            f"missing: {left_out}",
            **NO_NAT,
            interfaceEndpoints=[endpoint for endpoint in ALL_ENDPOINTS if endpoint != left_out],
        )
        for left_out in ALL_ENDPOINTS
        if left_out != "logs"
    ),
    vpc("natGateways", '"two"', "one-per-az, single or none", natGateways="two"),
]

NETWORK = {
    "cidr block": CIDR_BLOCKS,
    "endpoints and zones": ENDPOINTS_AND_ZONES,
    "more zones": MORE_ZONES,
    "addresses": ADDRESSES,
    "no nat gateways": NO_NAT_GATEWAYS,
}
