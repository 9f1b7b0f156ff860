"""Security Hub's controls, evaluated on the recorded resources of prod, and the table of them in docs/security.md.

Each table (``ecs``, ``ec2_network``, ...) holds :class:`~.control.Control`: the question as a small pure function of
recorded resources, the answer for prod, and changes of prod that must make it fail.
"""

from __future__ import annotations

from . import (
    accounts,
    auto_scaling,
    ec2_instances,
    ec2_network,
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
    "Amazon EC2: instances": ec2_instances.CONTROLS,
    "Amazon EC2: the account, and what prod has none of": accounts.CONTROLS,
    "Amazon EC2 Auto Scaling": auto_scaling.CONTROLS,
    "Elastic Load Balancing": load_balancers.CONTROLS,
    "Amazon CloudWatch": logs_and_alarms.CONTROLS,
    "AWS IAM": identity.CONTROLS,
    "Amazon S3: the bucket of the audit logs": storage.CONTROLS,
}

CONTROLS: tuple[Control, ...] = tuple(control for controls in SERVICES.values() for control in controls)
