"""An independent validator, parliament, reports only findings in deploy/iam that are accepted here with a reason."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from tests.unit.project.service_authorization import condition_keys, exists
from tests.unit.project.test_iam_policies import DOCUMENTS, listed

FILLED = {
    "ACCOUNT_ID": "123456789012",
    "STATE_BUCKET": "state",
    "STATE_KEY_ARN": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "HOSTED_ZONE_ID": "Z0123456789",
    "REGION": "us-east-1",
    "STACK": "dev",
}
OF_IDENTITIES = [name for name in DOCUMENTS if not name.startswith(("trust-", "state-bucket"))]
"""parliament supports identity policies, but neither trust policies nor bucket policies."""

ACCEPTED = {
    "RESOURCE_STAR": "a condition limits the statement to a region or to the stack's tags, or the resource is new",
    "RESOURCE_POLICY_PRIVILEGE_ESCALATION": "a role that sets the audit bucket's policy can open it: docs/security.md",
}
MISMATCHES = {
    "ssm:GetParameter": "the ARN of a public parameter has no account",
    "ssm:GetParameters": "the ARN of a public parameter has no account",
    "ec2:AuthorizeSecurityGroupEgress": "the group itself is in another statement, with the stack's tags",
    "ec2:CreateNatGateway": "the subnet is in another statement, with the stack's tags",
    "ec2:CreateRouteTable": "the VPC is in another statement, with the stack's tags",
    "ec2:CreateSubnet": "the VPC is in another statement, with the stack's tags",
    "ec2:CreateVpcEndpoint": "the VPC is in another statement, with the stack's tags",
    "ec2:ModifySecurityGroupRules": "the rule itself is in another document, with the stack's tags",
    "ec2:RunInstances": "image and security groups are in another statement, as in the launch template",
    "ec2:AuthorizeSecurityGroupIngress": "the group itself is in another statement, with the stack's tags",
}
"""Actions whose resources parliament (1.6.4) does not match, with the reason that they are correct."""

NEWER = {
    "elasticloadbalancing:CreateWebACLAssociation",
    "elasticloadbalancing:DeleteWebACLAssociation",
    "elasticloadbalancing:GetLoadBalancerWebACL",
}
"""Actions that parliament does not have yet, and the service authorization reference has."""

# In a separate process, because parliament imports pkg_resources, whose warnings would fail the tests.
VALIDATE = """
import json, sys
from parliament import analyze_policy_string
documents = json.load(sys.stdin)
found = {name: analyze_policy_string(text, ignore_private_auditors=True).findings for name, text in documents.items()}
print(json.dumps({name: [[each.issue, each.detail] for each in findings] for name, findings in found.items()}))
"""


def filled(name: str) -> str:
    document = copy.deepcopy(DOCUMENTS[name])
    for statement in document["Statement"]:
        statement["Action"] = [action for action in listed(statement["Action"]) if action not in NEWER]
    text = json.dumps(document)
    for placeholder, value in FILLED.items():
        text = text.replace(placeholder, value)
    return text


def validated(documents: dict[str, str]) -> dict[str, list[tuple[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE],
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[tuple[str, Any]]] = json.loads(done.stdout)
    return found


@cache
def findings() -> dict[str, list[tuple[str, Any]]]:
    return validated({name: filled(name) for name in OF_IDENTITIES})


def is_accepted(issue: str, detail: Any) -> bool:
    if issue == "UNKNOWN_CONDITION_FOR_ACTION":
        # parliament's list is older than the service authorization reference.
        _, _, key, _, _, action = str(detail).split()
        return key in condition_keys(action)
    if issue != "RESOURCE_MISMATCH":
        return issue in ACCEPTED
    # The program has only Application Load Balancers.
    return all(each["action"] in MISMATCHES or "/net/" in each["required_format"] for each in detail)


@pytest.mark.parametrize("name", OF_IDENTITIES)
def test_a_document_has_only_accepted_findings(name: str) -> None:
    assert [finding for finding in findings()[name] if not is_accepted(*finding)] == []


def test_an_action_that_the_validator_lacks_exists() -> None:
    assert all(exists(action) for action in NEWER)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": sorted(NEWER), "Resource": "*"}]}
    (finding, *_) = validated({"newer": json.dumps(policy)})["newer"]
    assert finding[0] == "UNKNOWN_ACTION", "parliament has it now: remove it from the list"


def test_each_accepted_finding_is_found() -> None:
    assert {issue for found in findings().values() for issue, _ in found} >= ACCEPTED.keys()


@pytest.mark.parametrize(
    ("statement", "issue"),
    [
        ({"Action": "ec2:CreateVcp", "Resource": "*"}, "UNKNOWN_ACTION"),
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket"}, "RESOURCE_MISMATCH"),
        ({"Action": "s3:GetObject"}, "MALFORMED"),
        (
            {
                "Action": "ecs:TagResource",
                "Resource": "*",
                "Condition": {"StringEquals": {"ecs:CreateActoin": "RunTask"}},
            },
            "UNKNOWN_CONDITION_FOR_ACTION",
        ),
    ],
)
def test_the_validator_finds_a_mistake(statement: dict[str, str], issue: str) -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    assert issue in {each for each, _ in validated({"bad": json.dumps(policy)})["bad"]}
