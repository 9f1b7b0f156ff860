"""Prefix lists in security group rules: they exist, and each counts with its maximum number of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

MAX_RULES = 60
"""https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"""

CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
CLOUDFRONT_IDS = {"us-east-1": "pl-3b927c52"}
WEIGHTS = {CLOUDFRONT: 55, "com.amazonaws.global.groundstation": 5, "vpc-lattice": 10}
"""https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html. Those
of S3 and DynamoDB have the weight 1."""


@before("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "ModifySecurityGroupRules")
@before("ec2", "DescribeManagedPrefixLists", "DescribePrefixLists", "GetManagedPrefixListEntries")
def set_id_of_cloudfront(call: Call) -> None:
    """Set the id of CloudFront's list in the region; moto's is random."""
    lists, identifier = call.backend("ec2").managed_prefix_lists, CLOUDFRONT_IDS.get(call.region)
    if identifier is None or identifier in lists:
        return
    for found in [each for each in lists.values() if each.prefix_list_name == CLOUDFRONT]:
        del lists[found.id]
        found.id = identifier
        lists[identifier] = found


@before("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def prefix_lists_fit(call: Call) -> None:
    """A rule's prefix list exists, and its weight fits into the group's quota of rules."""
    ec2 = call.backend("ec2")
    permissions = call.params.get("IpPermissions") or []
    named = [each["PrefixListId"] for rule in permissions for each in rule.get("PrefixListIds") or []]
    for identifier in named:
        if identifier not in ec2.managed_prefix_lists:
            raise AwsError("InvalidPrefixListID.NotFound", f"The prefix list ID '{identifier}' does not exist")
    group = ec2.get_security_group_from_id(call.params.get("GroupId"))
    if group is None:
        return
    rules = group.ingress_rules if call.operation == "AuthorizeSecurityGroupIngress" else group.egress_rules
    sources = ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs")
    added = sum(len(rule.get(source) or []) for rule in permissions for source in sources)
    present = [rule.prefix_list_id for rule in rules]
    if added + sum(_weight(ec2, identifier) for identifier in [*present, *named]) > MAX_RULES:
        raise AwsError(
            "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."
        )


def _weight(ec2: Any, prefix_list_id: str | None) -> int:
    found = ec2.managed_prefix_lists.get(prefix_list_id)
    if found is None:
        return 1
    name = found.prefix_list_name
    return int(found.max_entries or WEIGHTS.get(name, WEIGHTS.get(name.rpartition(".")[2], 1)))
