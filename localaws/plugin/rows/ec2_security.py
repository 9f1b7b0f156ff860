"""Security groups and their rules, each rule as a separate resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.row import AutoName, Inputs, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

GROUP_GONE = "InvalidGroup.NotFound"
RULE_GONE = "InvalidSecurityGroupRuleId.NotFound"
IN_USE = frozenset({"DependencyViolation", "InvalidGroup.InUse"})


def _create_group(api: Api, inputs: Inputs) -> str:
    answer = api.ec2.create_security_group(
        GroupName=naming.given_name(inputs),
        Description=inputs["description"],
        TagSpecifications=tag_specifications("security-group", inputs),
        **({"VpcId": inputs["vpcId"]} if "vpcId" in inputs else {}),
    )
    return str(answer["GroupId"])


def _finish_group(api: Api, group_id: str, inputs: Inputs) -> None:
    """Revoke AWS's egress rule. After a failure, the provider keeps the group with this rule, which no property has."""
    revoke_default_egress(api, group_id)


def described_group(api: Api, group_id: str) -> dict[str, Any] | None:
    """Return the group as AWS describes it, or None if it no longer exists."""
    return api.first(api.ec2.describe_security_groups, "SecurityGroups", GROUP_GONE, GroupIds=[group_id])


def revoke_default_egress(api: Api, group_id: str) -> None:
    """Revoke the egress rule that AWS adds to a new group, so that only the program's rules exist."""
    group = described_group(api, group_id)
    if group is not None and group.get("IpPermissionsEgress"):
        api.ec2.revoke_security_group_egress(
            GroupId=group_id, IpPermissions=permissions_to_revoke(group["IpPermissionsEgress"])
        )


def revoke_all(api: Api, group_id: str) -> None:
    """Revoke all rules."""
    group = described_group(api, group_id)
    if group is None:
        return
    if group.get("IpPermissions"):
        api.ec2.revoke_security_group_ingress(
            GroupId=group_id, IpPermissions=permissions_to_revoke(group["IpPermissions"])
        )
    revoke_default_egress(api, group_id)


def permissions_to_revoke(permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return permissions for the revoke call, which refuses empty lists."""
    return [{key: value for key, value in permission.items() if value != []} for permission in permissions]


def read_group(api: Api, group_id: str, state: State) -> State | None:
    """Return the group without its rules, which are separate resources."""
    group = described_group(api, group_id)
    if group is None:
        return None
    return {
        "arn": f"arn:aws:ec2:{api.region}:{group['OwnerId']}:security-group/{group_id}",
        "name": group["GroupName"],
        "description": group["Description"],
        "ownerId": group["OwnerId"],
        "vpcId": group.get("VpcId"),
        "tagsAll": tags_of(group),
    }


def _update_group(api: Api, group_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    """Do nothing: only ``revokeRulesOnDelete`` can change, which is a setting of the provider."""


def _delete_group(api: Api, group_id: str, state: State) -> None:
    if state.get("revokeRulesOnDelete"):
        revoke_all(api, group_id)
    api.retry(IN_USE, api.ec2.delete_security_group, GroupId=group_id)


SOURCES = {
    "cidrIpv4": "CidrIpv4",
    "cidrIpv6": "CidrIpv6",
    "prefixListId": "PrefixListId",
    "referencedSecurityGroupId": "ReferencedGroupId",
}


def _check_rule(inputs: Inputs) -> list[tuple[str, str]]:
    if inputs["ipProtocol"] != "-1" and not {"fromPort", "toPort"} <= inputs.keys():
        return [("fromPort", f"fromPort and toPort must be given with ipProtocol {inputs['ipProtocol']}")]
    return []


def _permission(inputs: Inputs) -> dict[str, Any]:
    described = {"Description": inputs["description"]} if inputs.get("description") else {}
    permission: dict[str, Any] = {"IpProtocol": inputs["ipProtocol"]}
    for name, key in (("fromPort", "FromPort"), ("toPort", "ToPort")):
        if name in inputs:
            permission[key] = inputs[name]
    if "cidrIpv4" in inputs:
        permission["IpRanges"] = [{"CidrIp": inputs["cidrIpv4"], **described}]
    if "cidrIpv6" in inputs:
        permission["Ipv6Ranges"] = [{"CidrIpv6": inputs["cidrIpv6"], **described}]
    if "prefixListId" in inputs:
        permission["PrefixListIds"] = [{"PrefixListId": inputs["prefixListId"], **described}]
    if "referencedSecurityGroupId" in inputs:
        permission["UserIdGroupPairs"] = [{"GroupId": inputs["referencedSecurityGroupId"], **described}]
    return permission


def _create_rule(direction: str) -> Callable[[Api, Inputs], str]:
    def create(api: Api, inputs: Inputs) -> str:
        call = getattr(api.ec2, f"authorize_security_group_{direction}")
        answer = call(
            GroupId=inputs["securityGroupId"],
            IpPermissions=[_permission(inputs)],
            TagSpecifications=tag_specifications("security-group-rule", inputs),
        )
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    return create


def _read_rule(api: Api, rule_id: str, state: State) -> State | None:
    rule = api.first(
        api.ec2.describe_security_group_rules, "SecurityGroupRules", RULE_GONE, SecurityGroupRuleIds=[rule_id]
    )
    if rule is None:
        return None
    ports = {} if rule["IpProtocol"] == "-1" else {"fromPort": rule.get("FromPort"), "toPort": rule.get("ToPort")}
    return {
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:security-group-rule/{rule_id}",
        "securityGroupRuleId": rule_id,
        "securityGroupId": rule["GroupId"],
        "ipProtocol": rule["IpProtocol"],
        **ports,
        "cidrIpv4": rule.get("CidrIpv4"),
        "cidrIpv6": rule.get("CidrIpv6"),
        "prefixListId": rule.get("PrefixListId"),
        "referencedSecurityGroupId": rule.get("ReferencedGroupInfo", {}).get("GroupId"),
        "description": rule.get("Description"),
        "tagsAll": tags_of(rule),
    }


def _update_rule(api: Api, rule_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    rule = {key: inputs[name] for name, key in SOURCES.items() if inputs.get(name)}
    rule |= {
        "IpProtocol": inputs["ipProtocol"],
        "FromPort": inputs.get("fromPort", -1),
        "ToPort": inputs.get("toPort", -1),
        "Description": inputs.get("description", ""),
    }
    api.ec2.modify_security_group_rules(
        GroupId=inputs["securityGroupId"],
        SecurityGroupRules=[{"SecurityGroupRuleId": rule_id, "SecurityGroupRule": rule}],
    )


def _delete_rule(direction: str) -> Callable[[Api, str, State], None]:
    def delete(api: Api, rule_id: str, state: State) -> None:
        call = getattr(api.ec2, f"revoke_security_group_{direction}")
        call(GroupId=state["securityGroupId"], SecurityGroupRuleIds=[rule_id])

    return delete


def _rule(direction: str, name: str) -> Row:
    return Row(
        resource_type=f"aws:vpc/{name[0].lower()}{name[1:]}:{name}",
        label=f"VPC Security Group {direction.title()} Rule",
        properties=plain(*SOURCES, "securityGroupId", "ipProtocol", "fromPort", "toPort", "description"),
        outputs=frozenset({"arn", "securityGroupRuleId"}),
        check=_check_rule,
        create=_create_rule(direction),
        read=_read_rule,
        update=_update_rule,
        delete=_delete_rule(direction),
        write_tags=write_tags,
        import_id="rule id (sgr-...)",
    )


ROWS = [
    Row(
        resource_type="aws:ec2/securityGroup:SecurityGroup",
        label="EC2 Security Group",
        properties=plain("name", "namePrefix", "description", "vpcId", "revokeRulesOnDelete"),
        outputs=frozenset({"arn", "ownerId"}),
        auto_name=AutoName(),
        create=_create_group,
        finish=_finish_group,
        read=read_group,
        update=_update_group,
        delete=_delete_group,
        write_tags=write_tags,
        import_id="group id (sg-...)",
        not_stored={"revokeRulesOnDelete": "a setting of the provider, not of AWS"},
    ),
    _rule("ingress", "SecurityGroupIngressRule"),
    _rule("egress", "SecurityGroupEgressRule"),
]
