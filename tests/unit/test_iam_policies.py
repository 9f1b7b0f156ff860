"""The policies of deploy/iam: every action exists, every resource type is covered, nothing is wider than it says."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.loaders import Loader

from .iam_dependent import BEYOND_REFERENCE, looked_up
from .iam_needs import FUNCTIONS, OF_IMAGE_BUILDS, RESOURCES
from .program_names import PROGRAM, named_by_the_program

ROOT = Path(__file__).parents[2]
DOCUMENTS = {file.stem: json.loads(file.read_text()) for file in (ROOT / "deploy" / "iam").glob("*.json")}
WRITE = ("network", "services", "options")
GUIDE = (ROOT / "docs" / "github-actions.md").read_text()

# The service model of botocore that has the operations of an IAM prefix.
MODELS = {
    "acm": "acm",
    "application-autoscaling": "application-autoscaling",
    "autoscaling": "autoscaling",
    "cloudwatch": "cloudwatch",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticloadbalancing": "elbv2",
    "iam": "iam",
    "kms": "kms",
    "logs": "logs",
    "route53": "route53",
    "s3": "s3",
    "servicediscovery": "servicediscovery",
    "sns": "sns",
    "ssm": "ssm",
    "sts": "sts",
    "wafv2": "wafv2",
}
# S3 names some actions otherwise than the operations they guard.
OF_S3 = {
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
# Actions that guard an operation of another name.
NO_OPERATION = {
    "elasticloadbalancing:CreateWebACLAssociation",
    "elasticloadbalancing:DeleteWebACLAssociation",
    "elasticloadbalancing:GetLoadBalancerWebACL",
    "elasticloadbalancing:SetWebAcl",
    "iam:PassRole",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "s3:DeleteObjectVersion",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketCORS",
    "s3:GetReplicationConfiguration",
    "s3:ListBucketVersions",
    "s3:ListTagsForResource",
    "s3:TagResource",
    "s3:UntagResource",
    *(f"s3:{action}" for action in OF_S3.values()),
}
WITHOUT_RIGHT = {
    "sts:GetCallerIdentity": "nobody can be denied it",
    "ec2:DescribeManagedPrefixLists": "the stand-in's, for the AWS plugin's DescribePrefixLists",
}


def statements(*names: str) -> list[dict[str, Any]]:
    return [statement for name in names for statement in DOCUMENTS[name]["Statement"]]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def actions(*names: str) -> list[str]:
    return [action for statement in statements(*names) for action in listed(statement["Action"])]


@cache
def operations(prefix: str) -> set[str]:
    return set(Loader().load_service_model(MODELS[prefix], "service-2")["operations"])


def role_names() -> str:
    """The resource pattern of every role that the program makes, as an expression."""
    (pattern,) = {
        resource.rpartition("role/")[2]
        for statement in statements("read", *WRITE)
        for resource in listed(statement["Resource"])
        if ":role/" in resource and "aws-service-role" not in resource
    }
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_action_exists_and_is_spelled_out(name: str) -> None:
    for statement in statements(name):
        assert statement["Effect"] == "Allow"
        assert listed(statement["Action"]) == sorted(set(listed(statement["Action"])))
    for action in actions(name):
        prefix, _, operation = action.partition(":")
        assert prefix in MODELS
        if action not in NO_OPERATION:
            assert operation in operations(prefix), f"AWS has no {action}"


def test_every_resource_type_of_the_program_can_be_made_read_and_removed() -> None:
    used = named_by_the_program(r"(awsx?\.\w+|docker_build)\.(?!Get|Platform)[A-Z]\w*(?<!Args)")
    assert used == RESOURCES.keys(), "give the type a row in iam_needs.py and its actions to deploy/iam"
    for resource, needs in RESOURCES.items():
        names = ("image-build",) if resource in OF_IMAGE_BUILDS else ("read", *WRITE)
        assert set(needs) <= set(actions(*names)), resource
        assert resource in OF_IMAGE_BUILDS or needs.read in actions("read"), resource


def test_every_function_of_the_program_is_allowed_in_a_preview() -> None:
    assert named_by_the_program(r"aws\.(\w+\.)?get_\w+") == FUNCTIONS.keys(), "give the function a row in iam_needs.py"
    for function, needs in FUNCTIONS.items():
        assert needs <= set(actions("image-build" if function in OF_IMAGE_BUILDS else "read")), function


def test_every_operation_that_a_stack_was_seen_to_call_is_allowed() -> None:
    seen = re.findall(r"^\| `([\w-]+)` (\w+) \|", (ROOT / "docs" / "faults.md").read_text(), re.MULTILINE)
    prefixes = {model: prefix for prefix, model in MODELS.items()}
    needed = {f"{prefixes[model]}:{OF_S3.get(name, name) if model == 's3' else name}" for model, name in seen}
    assert len(needed) > 100
    assert needed - set(actions("read", *WRITE)) == WITHOUT_RIGHT.keys()


def test_every_action_is_allowed_with_those_on_which_it_depends() -> None:
    known, allowed = looked_up(), set(actions("read", *WRITE))
    assert allowed <= known.keys(), "look the action up and give it a line in iam_reference.txt"
    assert known.keys() >= BEYOND_REFERENCE.keys()
    lacking = {action: known[action] - allowed for action in sorted(allowed) if known[action] - allowed}
    assert lacking == {}


def test_every_parameter_that_names_an_image_may_be_read() -> None:
    (reading,) = [statement for statement in statements("read") if "ssm:GetParameter" in statement["Action"]]
    # Whoever creates a group of a launch template that names a parameter needs the right to read it in that way, too.
    assert reading["Action"] == ["ssm:GetParameter", "ssm:GetParameters"]
    paths = [resource.partition(":parameter")[2] for resource in reading["Resource"]]
    code = "".join(file.read_text() for file in PROGRAM)
    names = re.findall(r'"(/aws/service/[\w/-]+)"', code)
    assert len(names) == 4
    for path in paths:
        assert [name for name in names if fnmatchcase(name, path)], path
    assert [name for name in names if not any(fnmatchcase(name, path) for path in paths)] == []


def test_the_preview_role_only_reads() -> None:
    assert [action for action in actions("read") if not re.match(r"[\w-]+:(Describe|Get|List)", action)] == []
    assert set(actions("state-read")) == {"kms:Decrypt", "s3:GetObject", "s3:ListBucket"}
    assert set(actions("read")) & set(actions(*WRITE)) == set()


def test_no_right_reaches_beyond_one_region_and_account() -> None:
    # Hosted zones have neither region nor account in their ARN, and the sign-in to a registry has no resource.
    everywhere = {
        "ecr:GetAuthorizationToken",
        *(action for name in DOCUMENTS for action in actions(name) if action.startswith("route53:")),
    }
    (bucket,) = re.findall(r'AuditLogs\("([\w-]+)"', (ROOT / "__main__.py").read_text())
    # A bucket's ARN names no account, IAM and dashboards are the same in all regions, and the parameter is AWS's own.
    elsewhere = (
        f"arn:aws:s3:::{bucket}-???????",
        "arn:aws:iam::ACCOUNT_ID:",
        "arn:aws:cloudwatch::ACCOUNT_ID:dashboard/",
        "arn:aws:ssm:REGION::parameter/aws/service/",
    )
    for statement in statements("read", *WRITE, "image-build"):
        if set(listed(statement["Action"])) <= everywhere:
            continue
        regional = statement.get("Condition", {}).get("StringEquals", {}).get("aws:RequestedRegion") == "REGION"
        for resource in listed(statement["Resource"]):
            owned = re.match(r"arn:aws:[\w-]+:REGION:ACCOUNT_ID:", resource) or resource.startswith(elsewhere)
            assert regional or owned, statement["Sid"]


def test_the_deploy_role_can_only_hand_on_what_the_program_hands_on() -> None:
    by_action = {action: s for s in statements(*WRITE) for action in listed(s["Action"])}
    passed = by_action["iam:PassRole"]["Condition"]["StringEquals"]["iam:PassedToService"]
    code = "".join(file.read_text() for file in PROGRAM)
    assert set(passed) == set(re.findall(r'"([a-z0-9-]+\.amazonaws\.com)"', code))
    attached = by_action["iam:AttachRolePolicy"]["Condition"]["ArnEquals"]["iam:PolicyARN"]
    used = re.findall(r'_POLICY = "((?:service-role/)?Amazon\w+)"', code)
    assert sorted(arn.removeprefix("arn:aws:iam::aws:policy/") for arn in attached) == sorted(used)
    assert by_action["ec2:RunInstances"]["Condition"]["ArnLike"].keys() == {"ec2:LaunchTemplate"}
    assert by_action["iam:CreateServiceLinkedRole"]["Condition"]["StringEquals"].keys() == {"iam:AWSServiceName"}


def test_the_deploy_role_touches_the_programs_roles_and_not_itself() -> None:
    # The provider appends 18 digits of time and 8 of a counter to a name prefix (PrefixedUniqueId of its SDK).
    assert re.fullmatch(role_names(), "worker-task-20261120221530123400000001")
    for other in ["ecs-on-ec2-prod-deploy", "OrganizationAccountAccessRole", "worker-task-2026112022153012340000000"]:
        assert not re.fullmatch(role_names(), other)


def test_the_trust_policy_admits_one_environment_by_exact_match() -> None:
    (statement,) = statements("trust")
    prefix = "token.actions.githubusercontent.com"
    assert statement["Condition"] == {
        "StringEquals": {
            f"{prefix}:aud": "sts.amazonaws.com",
            f"{prefix}:sub": "SUBJECT_PREFIX:environment:ENVIRONMENT",
        }
    }


def test_state_is_that_of_this_project() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["name"]
    objects = [
        resource.partition("/.pulumi/")[2]
        for statement in statements("state-read", "state-write")
        for resource in listed(statement["Resource"])
        if "/.pulumi/" in resource
    ]
    assert set(objects) == {
        "meta.yaml",
        f"stacks/{project}/STACK.*",
        f"backups/{project}/STACK/*",
        f"history/{project}/STACK/*",
        f"locks/organization/{project}/STACK/*",
    }


def test_the_guide_fills_in_every_placeholder_and_uses_every_document() -> None:
    text = json.dumps(DOCUMENTS)
    for placeholder in re.findall(r"s\|([A-Z_]+)\|", GUIDE):
        assert placeholder in text, f"no document has {placeholder}"
        text = text.replace(placeholder, "filled")
    assert re.findall(r"\b[A-Z]{4,}(?:_[A-Z]+)*\b", text) == []
    for name in DOCUMENTS:
        assert re.search(rf"(\s|`|document ){name}[\s`)]", GUIDE), f"the guide does not use {name}.json"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_fits_into_a_managed_policy(name: str) -> None:
    # IAM quota: 6,144 characters, white space not counted.
    assert len(re.sub(r"\s", "", json.dumps(DOCUMENTS[name]))) <= 6_144
