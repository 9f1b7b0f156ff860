"""What a changed configuration names and a stack does not make: it is there before the engine runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

ALLOCATION_ID = re.compile(r"eipalloc-[0-9a-f]+")
HOSTED_ZONE = "example.com"
X86_IMAGE = "ami-0c3d4e5f607182930"
OTHER_IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
"""An SSM parameter of AWS's own; its AMI is none that a stack has by default."""

Client = Callable[[str], Any]


@contextmanager
def prepared(client: Client, names: frozenset[str]) -> Iterator[Mapping[str, str]]:
    """Make what the rows name, and delete it at the end. Yield AWS's names of it by the rows'."""
    ec2, route53 = client("ec2"), client("route53")
    zone = route53.create_hosted_zone(Name=HOSTED_ZONE, CallerReference="updates")["HostedZone"]["Id"]
    addresses = {name: ec2.allocate_address(Domain="vpc")["AllocationId"] for name in sorted(names)}
    parameter = client("ssm").get_parameter(Name=OTHER_IMAGE)["Parameter"]
    yield {**addresses, X86_IMAGE: parameter["Value"]}
    for address in addresses.values():
        ec2.release_address(AllocationId=address)
    route53.delete_hosted_zone(Id=zone)
