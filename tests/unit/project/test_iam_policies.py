"""The documents of deploy/iam: every action exists, every resource type and function of the program is covered."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.harness.program_names import PROGRAM, named_by_the_program
from tests.unit.project.iam_dependent import BEYOND_REFERENCE, depends_on
from tests.unit.project.iam_needs import FUNCTIONS, OF_IMAGE_BUILDS, RESOURCES
from tests.unit.project.service_authorization import exists

ROOT = Path(__file__).parents[3]
DOCUMENTS = {file.stem: json.loads(file.read_text()) for file in (ROOT / "deploy" / "iam").glob("*.json")}
WRITE = ("network", "services", "roles", "options", "discovery", "jobs")
OF_ROLES = ("read", *WRITE, "image-read", "image-build", "platform", "audit-removal")
"""Documents of the two roles of a stack, without those of its state."""
GUIDE = (ROOT / "docs" / "github-actions.md").read_text()
PERMISSIONS = " ".join((ROOT / "deploy" / "README.md").read_text().split())

# The IAM prefixes of boto3's clients with another name.
PREFIXES = {"elbv2": "elasticloadbalancing"}
# Some actions of S3 have other names than their operations.
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
WITHOUT_RIGHT = {
    "sts:GetCallerIdentity": "it cannot be denied",
    "ec2:DescribeManagedPrefixLists": "the stand-in's, for the AWS plugin's DescribePrefixLists",
}


def statements(*names: str) -> list[dict[str, Any]]:
    return [statement for name in names for statement in DOCUMENTS[name]["Statement"]]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def actions(*names: str) -> list[str]:
    return [action for statement in statements(*names) for action in listed(statement["Action"])]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_action_exists_and_is_spelled_out(name: str) -> None:
    for statement in statements(name):
        assert listed(statement["Action"]) == sorted(set(listed(statement["Action"])))
        if statement["Effect"] == "Allow":
            assert [action for action in listed(statement["Action"]) if not exists(action)] == []
        else:
            assert name in ("boundary", "state-bucket"), "the document of a role has only Allow statements"


def test_every_resource_type_of_the_program_can_be_created_read_and_deleted() -> None:
    used = named_by_the_program(r"(awsx?\.\w+|docker_build)\.(?!Get|Platform)[A-Z]\w*(?<!Args)(?<!ArgsDict)")
    assert used == RESOURCES.keys(), "add a row to iam_needs.py for the type, and its actions to deploy/iam"
    for resource, needs in RESOURCES.items():
        names = ("image-read", "image-build") if resource in OF_IMAGE_BUILDS else ("read", *WRITE)
        assert set(needs) <= set(actions(*names)), resource
        assert resource in OF_IMAGE_BUILDS or needs.read in actions("read"), resource


def test_every_function_of_the_program_is_allowed_in_a_preview() -> None:
    assert named_by_the_program(r"aws\.(\w+\.)?get_\w+") == FUNCTIONS.keys(), (
        "add a row to iam_needs.py for the function"
    )
    for function, needs in FUNCTIONS.items():
        assert needs <= set(actions("image-read" if function in OF_IMAGE_BUILDS else "read")), function


def test_every_recorded_operation_of_a_stack_is_allowed() -> None:
    seen = re.findall(r"^\| `([\w-]+)` (\w+) \|", (ROOT / "tests" / "faults" / "RESULTS.md").read_text(), re.MULTILINE)
    needed = {
        f"{PREFIXES.get(model, model)}:{OF_S3.get(name, name) if model == 's3' else name}" for model, name in seen
    }
    assert len(needed) > 100
    assert needed - set(actions("read", *WRITE)) == WITHOUT_RIGHT.keys()


def test_every_action_is_allowed_with_the_actions_that_it_depends_on() -> None:
    allowed = set(actions("read", *WRITE))
    assert allowed >= BEYOND_REFERENCE.keys()
    lacking = {action: depends_on(action) - allowed for action in sorted(allowed) if depends_on(action) - allowed}
    assert lacking == {}


def test_every_parameter_that_names_an_image_can_be_read() -> None:
    (reading,) = [statement for statement in statements("read") if "ssm:GetParameter" in statement["Action"]]
    # The creator of a group whose launch template names a parameter also needs permission to read it in this form.
    assert reading["Action"] == ["ssm:GetParameter", "ssm:GetParameters"]
    paths = [resource.partition(":parameter")[2] for resource in reading["Resource"]]
    code = "".join(file.read_text() for file in PROGRAM)
    names = re.findall(r'"(/aws/service/[\w/-]+)"', code)
    assert len(names) == 7
    for path in paths:
        assert [name for name in names if fnmatchcase(name, path)], path
    assert [name for name in names if not any(fnmatchcase(name, path) for path in paths)] == []


def test_the_role_of_a_stack_can_use_only_the_state_of_this_project() -> None:
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
    for placeholder in dict.fromkeys(re.findall(r"s\|([A-Z_]+)\|", GUIDE)):
        assert placeholder in text, f"no document has {placeholder}"
        text = text.replace(placeholder, "filled")
    assert re.findall(r"\b[A-Z]{4,}(?:_[A-Z]+)*\b", text) == []
    for name in DOCUMENTS:
        assert re.search(rf"(\s|`|document |/){name}(\.json)?[\s`)]", GUIDE), f"the guide does not use {name}.json"


LONG = {
    "STATE_BUCKET": "ecs-on-ec2-state-123456789012-ap-southeast-2",
    "STATE_KEY_ARN": "arn:aws:kms:ap-southeast-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "HOSTED_ZONE_ID": "Z0123456789ABCDEFGHIJ",
    "ACCOUNT_ID": "123456789012",
    "REGION": "ap-southeast-2",
    "STACK": "public-api",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_fits_into_a_managed_policy(name: str) -> None:
    # IAM quota: 6,144 characters, white space not counted.
    text = re.sub(r"\s", "", json.dumps(DOCUMENTS[name]))
    for placeholder, value in LONG.items():
        text = text.replace(placeholder, value)
    assert len(text) <= 6_144
