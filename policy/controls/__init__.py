"""Security Hub's controls: each is a small pure function of resources.

Each table (``ecs``, ``ec2_network``, ...) contains :class:`~.control.Control`: the requirement and the result for
prod. ``other_controls`` contains the controls of the same services that check no
resource of a stack.
"""

from __future__ import annotations

from . import (
    auto_scaling,
    ec2_endpoints,
    ec2_instances,
    ec2_network,
    ec2_tags,
    ecs,
    identity,
    load_balancers,
    logs_and_alarms,
    storage,
)
from .control import Control

SERVICES: dict[str, tuple[Control, ...]] = {
    "Amazon ECS": ecs.CONTROLS,
    "Amazon EC2: network": ec2_network.CONTROLS,
    "Amazon EC2: interface endpoints": ec2_endpoints.CONTROLS,
    "Amazon EC2 and AWS Systems Manager: instances": ec2_instances.CONTROLS,
    "Amazon EC2: tags": ec2_tags.CONTROLS,
    "Amazon EC2 Auto Scaling": auto_scaling.CONTROLS,
    "Elastic Load Balancing": load_balancers.CONTROLS,
    "Amazon CloudWatch": logs_and_alarms.CONTROLS,
    "AWS IAM and AWS KMS": identity.CONTROLS,
    "Amazon S3: the bucket of the audit logs": storage.CONTROLS,
}

CONTROLS: tuple[Control, ...] = tuple(control for controls in SERVICES.values() for control in controls)
