"""The seconds that AWS takes to create and to delete a resource, from published logs of ``terraform`` runs.

AWS publishes none. A figure without a log is marked as assumed.
"""

from __future__ import annotations

from collections.abc import Mapping

SECONDS: Mapping[str, tuple[float, float]] = {
    # Creation: 84 to 121 s in nine logs. Deletion: 42, 50, 61 and 61 s.
    "aws:ec2/natGateway:NatGateway": (105, 50),
    # Creation: 139 to 190 s. Deletion: 15, 30 and 153 s.
    "aws:lb/loadBalancer:LoadBalancer": (155, 30),
    # Creation: assumed, for a group that need not wait for instances. Deletion: 343 s with an orderly end of the
    # instances; 60 s are assumed for a forced one.
    "aws:autoscaling/group:Group": (5, 60),
    # Terraform polls every 10 s; one log has 1 s.
    "aws:ecs/cluster:Cluster": (10, 10),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": (10, 10),
    # Deletion: 15 to 26 s, hashicorp/terraform-provider-aws#13740.
    "aws:ecs/capacityProvider:CapacityProvider": (1, 16),
    # Creation: 15 s. Deletion: 10 and 15 s, with tasks that stop at once.
    "aws:ecs/service:Service": (15, 15),
    # Assumed for a gateway endpoint. Interface endpoints take longer, but less than the NAT gateway created at the same
    # time.
    "aws:ec2/vpcEndpoint:VpcEndpoint": (7, 7),
    "aws:ec2/vpc:Vpc": (2, 1),
    "aws:ec2/securityGroup:SecurityGroup": (2, 1),
    "aws:iam/role:Role": (2, 1),
    "aws:iam/instanceProfile:InstanceProfile": (2, 1),
}
OTHERS = (1.0, 1.0)
"""0 to 3 s in the logs, or assumed by analogy."""


def create_seconds(kind: str) -> float:
    """Return the seconds to create a resource of a type."""
    return SECONDS.get(kind, OTHERS)[0]


def delete_seconds(kind: str) -> float:
    """Return the seconds to delete one."""
    return SECONDS.get(kind, OTHERS)[1]
