"""Resources that changed configurations use and no stack creates; they exist before the engine runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

ALLOCATION_ID = re.compile(r"eipalloc-[0-9a-f]+")
HOSTED_ZONE = "example.com"
X86_IMAGE = "ami-0c3d4e5f607182930"
OTHER_IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
"""A public SSM parameter of AWS with an AMI that no stack uses by default."""
TOPIC = "alarms"
"""The SNS topic of the smallest `alarms`, in the account of the local AWS."""

Client = Callable[[str], Any]


def prepare(client: Client, names: frozenset[str]) -> Mapping[str, str]:
    """Create the resources that the rows use in a temporary local AWS; return AWS's names by the names in the rows."""
    ec2 = client("ec2")
    client("sns").create_topic(Name=TOPIC)
    for queue in ("orders", "other-orders"):
        client("sqs").create_queue(QueueName=queue)
    client("route53").create_hosted_zone(Name=HOSTED_ZONE, CallerReference="updates")
    addresses = {name: ec2.allocate_address(Domain="vpc")["AllocationId"] for name in sorted(names)}
    parameter = client("ssm").get_parameter(Name=OTHER_IMAGE)["Parameter"]
    return {**addresses, X86_IMAGE: parameter["Value"]}
