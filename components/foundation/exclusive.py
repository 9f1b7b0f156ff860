"""The policies of a role and the rules of a security group, said to be all that there are.

An attacker who may attach a policy to a role, or add a rule to a group, leaves no trace on the program's resources.
These resources list all of them: a refresh shows the additions of others, and the update removes them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pulumi
import pulumi_aws as aws


def create_exclusive_policies(
    name: str,
    role: aws.iam.Role,
    policies: Iterable[aws.iam.RolePolicy | aws.iam.RolePolicyAttachment],
    opts: pulumi.ResourceOptions,
) -> None:
    """Let a role have no other policies, inline or attached, than these.

    The provider makes no policy that is listed and missing; each must be a resource of its own. A policy that the
    program drops goes with the update of these two resources, so ``opts`` make them wait for what still uses it.
    """
    given = list(policies)
    aws.iam.RolePoliciesExclusive(
        name,
        role_name=role.name,
        policy_names=[policy.name for policy in given if isinstance(policy, aws.iam.RolePolicy)],
        opts=opts,
    )
    aws.iam.RolePolicyAttachmentsExclusive(
        name,
        role_name=role.name,
        policy_arns=[policy.policy_arn for policy in given if isinstance(policy, aws.iam.RolePolicyAttachment)],
        opts=opts,
    )


def create_exclusive_rules(
    name: str,
    group: aws.ec2.SecurityGroup,
    rules: Iterable[aws.vpc.SecurityGroupIngressRule | aws.vpc.SecurityGroupEgressRule],
    opts: pulumi.ResourceOptions,
) -> None:
    """Let a security group have no other rules than these.

    A rule that the program drops goes with the update of this resource, so ``opts`` make it wait for what still uses
    the rule.
    """
    given = list(rules)
    aws.ec2.VpcSecurityGroupRulesExclusive(
        name,
        security_group_id=group.id,
        ingress_rule_ids=[rule.id for rule in given if isinstance(rule, aws.vpc.SecurityGroupIngressRule)],
        egress_rule_ids=[rule.id for rule in given if isinstance(rule, aws.vpc.SecurityGroupEgressRule)],
        opts=opts,
    )
