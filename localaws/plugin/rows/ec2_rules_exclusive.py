"""The exclusive rules of a security group: all other rules are revoked."""

from __future__ import annotations

from localaws.plugin.api import Api
from localaws.plugin.row import Inputs, Property, Row, State
from localaws.plugin.rows.ec2_security import described_group


def _rules(api: Api, group_id: str) -> tuple[list[str], list[str]]:
    """Return the ids of the group's ingress and egress rules."""
    pages = api.ec2.get_paginator("describe_security_group_rules").paginate(
        Filters=[{"Name": "group-id", "Values": [group_id]}]
    )
    rules = [rule for page in pages for rule in page["SecurityGroupRules"]]
    ingress = sorted(rule["SecurityGroupRuleId"] for rule in rules if not rule["IsEgress"])
    return ingress, sorted(rule["SecurityGroupRuleId"] for rule in rules if rule["IsEgress"])


def _revoke_others(api: Api, group_id: str, inputs: Inputs) -> None:
    ingress, egress = _rules(api, group_id)
    # The provider only warns about missing rules, because it cannot create a rule from its id.
    for rule in ingress:
        if rule not in inputs["ingressRuleIds"]:
            api.ec2.revoke_security_group_ingress(GroupId=group_id, SecurityGroupRuleIds=[rule])
    for rule in egress:
        if rule not in inputs["egressRuleIds"]:
            api.ec2.revoke_security_group_egress(GroupId=group_id, SecurityGroupRuleIds=[rule])


def _create(api: Api, inputs: Inputs) -> str:
    _revoke_others(api, inputs["securityGroupId"], inputs)
    return str(inputs["securityGroupId"])


def _read(api: Api, group_id: str, state: State) -> State | None:
    if described_group(api, group_id) is None:
        return None
    ingress, egress = _rules(api, group_id)
    return {"securityGroupId": group_id, "ingressRuleIds": ingress, "egressRuleIds": egress}


def _update(api: Api, group_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _revoke_others(api, group_id, inputs)


def _forget(api: Api, group_id: str, state: State) -> None:
    """Do nothing: the group keeps its rules, which are no longer managed."""


ROWS = [
    Row(
        resource_type="aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive",
        label="EC2 Security Group Rules Exclusive",
        properties={
            "securityGroupId": Property(replace=True),
            "ingressRuleIds": Property(unordered=True),
            "egressRuleIds": Property(unordered=True),
        },
        create=_create,
        read=_read,
        update=_update,
        delete=_forget,
        import_id="group id (sg-...)",
    ),
]
