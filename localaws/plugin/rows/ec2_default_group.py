"""The default security group of a VPC: the provider empties it, and never deletes it."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.row import Inputs, Row, State, plain
from localaws.plugin.rows.ec2_security import described_group, permissions_to_revoke, read_group, revoke_all
from localaws.plugin.rows.ec2_tags import tag_list, write_tags


def _adopt_default_group(api: Api, inputs: Inputs) -> str:
    filters = [{"Name": "group-name", "Values": ["default"]}]
    if "vpcId" in inputs:
        filters.append({"Name": "vpc-id", "Values": [inputs["vpcId"]]})
    group = api.first(api.ec2.describe_security_groups, "SecurityGroups", Filters=filters)
    if group is None:
        raise RefusedError(f"no default security group found in VPC {inputs.get('vpcId')}")
    revoke_all(api, group["GroupId"])
    if inputs.get("tagsAll"):
        api.ec2.create_tags(Resources=[group["GroupId"]], Tags=tag_list(inputs["tagsAll"]))
    return str(group["GroupId"])


def _forget_default_group(api: Api, group_id: str, state: State) -> None:
    """Do nothing, because AWS does not delete a default group."""


def _read_default_group(api: Api, group_id: str, state: State) -> State | None:
    group = described_group(api, group_id)
    known = read_group(api, group_id, state)
    if group is None or known is None:
        return None
    return {
        **known,
        "ingress": _rules_of(group.get("IpPermissions", []), group_id),
        "egress": _rules_of(group.get("IpPermissionsEgress", []), group_id),
    }


def _rules_of(permissions: list[dict[str, Any]], group_id: str) -> list[dict[str, Any]]:
    """Return the rules in the form of the group's properties, one for each protocol and port range."""
    rules = []
    for permission in permissions:
        groups = [pair["GroupId"] for pair in permission.get("UserIdGroupPairs", [])]
        rules.append(
            {
                "protocol": permission["IpProtocol"],
                "fromPort": permission.get("FromPort", 0),
                "toPort": permission.get("ToPort", 0),
                "cidrBlocks": [each["CidrIp"] for each in permission.get("IpRanges", [])],
                "ipv6CidrBlocks": [each["CidrIpv6"] for each in permission.get("Ipv6Ranges", [])],
                "prefixListIds": [each["PrefixListId"] for each in permission.get("PrefixListIds", [])],
                "securityGroups": [each for each in groups if each != group_id],
                "self": group_id in groups,
            }
        )
    return rules


def _check_default_group(inputs: Inputs) -> list[tuple[str, str]]:
    return [
        (name, "the local stand-in only empties a default group, so only [] is supported")
        for name in ("ingress", "egress")
        if inputs.get(name)
    ]


def _update_default_group(api: Api, group_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    group = described_group(api, group_id)
    if group is None:
        return
    for name, key in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
        if name in changed and name in inputs and group.get(key):
            revoke = getattr(api.ec2, f"revoke_security_group_{name}")
            revoke(GroupId=group_id, IpPermissions=permissions_to_revoke(group[key]))


ROWS = [
    Row(
        resource_type="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        label="EC2 Default Security Group",
        properties=plain("vpcId", "revokeRulesOnDelete", "ingress", "egress"),
        outputs=frozenset({"arn", "ownerId", "name", "description"}),
        check=_check_default_group,
        create=_adopt_default_group,
        read=_read_default_group,
        update=_update_default_group,
        delete=_forget_default_group,
        write_tags=write_tags,
        import_id="group id (sg-...)",
        not_stored={"revokeRulesOnDelete": "a setting of the provider, not of AWS"},
    ),
]
