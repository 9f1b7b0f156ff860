"""Resources that the reference lacks: they limit roles and groups to the program's policies and rules."""

from __future__ import annotations

from tests.harness.aws_outputs import id_of, name_of
from tests.unit.program.parity_row import Row, rows_of
from tests.unit.program.parity_service import Topology

MANAGED = "arn:aws:iam::aws:policy/service-role/"


def exclusive_rows(topology: Topology) -> list[Row]:
    """Return the rows of all roles and groups of a stack with one service."""
    tasks, balancer = f"{topology.service}-tasks", topology.balancer
    return [
        *_role_rows("cluster-instance", "AmazonEC2ContainerServiceforEC2Role"),
        *_role_rows(f"{topology.service}-execution", "AmazonECSTaskExecutionRolePolicy"),
        *_group_rows("cluster-instance", "cluster-instance"),
        *_group_rows(tasks, tasks, f"{tasks}-from-{topology.word}-load-balancer-80"),
        *_group_rows(balancer, f"{balancer}-to-tasks-80", f"{balancer}-from-{topology.source_role}"),
    ]


def _role_rows(name: str, policy: str) -> list[Row]:
    role = name_of("iam.Role", name)
    attached = {"roleName": role, "policyArns": [f"{MANAGED}{policy}"]}
    return [
        *rows_of(f"iam.RolePoliciesExclusive {name}", ("", "", {"roleName": role, "policyNames": []}, "exclusive")),
        *rows_of(f"iam.RolePolicyAttachmentsExclusive {name}", ("", "", attached, "exclusive")),
    ]


def _group_rows(name: str, egress: str, *ingress: str) -> list[Row]:
    rules = {
        "securityGroupId": id_of("ec2.SecurityGroup", name),
        "ingressRuleIds": [id_of("vpc.SecurityGroupIngressRule", rule) for rule in ingress],
        "egressRuleIds": [id_of("vpc.SecurityGroupEgressRule", egress)],
    }
    return rows_of(f"ec2.VpcSecurityGroupRulesExclusive {name}", ("", "", rules, "exclusive"))
