"""Exclusive lists of the policies of a role and of the rules of a security group.

If an attacker attaches a policy to a role or adds a rule to a group, the program's own resources do not change. These
resources list all policies and rules: a refresh shows additions by others, and the next update removes them.
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
    """Make these the only policies of a role, inline and attached.

    The provider does not create listed policies; each must be a separate resource. If the program no longer has a
    policy, the update of these two resources removes it, so ``opts`` make them wait for the resources that still use
    it.
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
    """Make these the only rules of a security group.

    If the program no longer has a rule, the update of this resource removes it, so ``opts`` make it wait for the
    resources that still use the rule.
    """
    given = list(rules)
    aws.ec2.VpcSecurityGroupRulesExclusive(
        name,
        security_group_id=group.id,
        ingress_rule_ids=[rule.id for rule in given if isinstance(rule, aws.vpc.SecurityGroupIngressRule)],
        egress_rule_ids=[rule.id for rule in given if isinstance(rule, aws.vpc.SecurityGroupEgressRule)],
        opts=opts,
    )
