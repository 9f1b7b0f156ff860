"""Security group rules: descriptions and changes of sources that moto drops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after

if TYPE_CHECKING:
    from localaws.server.operations import Call


def _group(call: Call) -> Any:
    ec2 = call.backend("ec2")
    return ec2.get_security_group_by_name_or_id(call.params.get("GroupId") or call.params["GroupName"])


@after("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def describe_rules_between_groups(call: Call) -> None:
    """Copy the description of a source group to the place where moto reads it."""
    group = _group(call)
    for rule in [*group.ingress_rules, *group.egress_rules]:
        described = rule.source_group.get("Description")
        if described:
            rule.ip_range.setdefault("Description", described)


@after("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def describe_rules_of_prefix_lists(call: Call) -> None:
    """Store the description of a prefix list, which moto drops."""
    group = _group(call)
    for permission in call.params.get("IpPermissions") or []:
        described = {each["PrefixListId"]: each.get("Description") for each in permission.get("PrefixListIds") or []}
        for rule in [*group.ingress_rules, *group.egress_rules]:
            same_ports = (rule.from_port, rule.to_port) == (permission.get("FromPort"), permission.get("ToPort"))
            if same_ports and described.get(rule.prefix_list_id):
                rule.ip_range.setdefault("Description", described[rule.prefix_list_id])


@after("ec2", "ModifySecurityGroupRules")
def change_sources(call: Call) -> None:
    """Change the other sources; moto changes only the ports and an IPv4 range."""
    group = _group(call)
    for change in call.params["SecurityGroupRules"]:
        rule, wanted = group.get_rule(change["SecurityGroupRuleId"]), change["SecurityGroupRule"]
        if rule.source_group:
            rule.source_group["Description"] = wanted.get("Description", "")
            rule.source_group["GroupId"] = wanted.get("ReferencedGroupId", rule.source_group["GroupId"])
        if wanted.get("CidrIpv6"):
            rule.ip_range["CidrIpv6"] = wanted["CidrIpv6"]
        if wanted.get("PrefixListId"):
            rule.prefix_list_id = wanted["PrefixListId"]
