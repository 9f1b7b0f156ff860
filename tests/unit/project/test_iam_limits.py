"""The limits of the roles of deploy/iam: who assumes them, which resources they reach, and which roles they can
pass."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from components.job.job_schedule import running_statements
from components.service.task.task_permissions import EXECUTE_COMMAND_ACTIONS, reading_statements
from tests.harness.build import STACKS, build_stack
from tests.harness.program_names import PROGRAM
from tests.unit.project.service_authorization import RESOURCE_TAG, access_level, condition_keys, resource_types
from tests.unit.project.test_iam_policies import DOCUMENTS, GUIDE, OF_ROLES, ROOT, WRITE, actions, listed, statements

TAGS = {"aws:ResourceTag/project": "ecs-on-ec2", "aws:ResourceTag/stack": "STACK"}
BOUNDARY = "arn:aws:iam::ACCOUNT_ID:policy/ecs-on-ec2-STACK-boundary"
GITHUB = "token.actions.githubusercontent.com"

# Actions that create or only tag; all other write actions must be limited to the stack's tags, path or resources.
CREATES = re.compile(r"\w[\w-]*:(Create|Register|Request|Allocate|Add|Tag|Put(MetricAlarm|Dashboard|AccountSetting))")
GIVES_OR_TAKES_RIGHTS = {
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
}
WITHOUT_TAGS = {
    "cloudwatch:DeleteAlarms": "Application Auto Scaling's own alarms have no tags",
    "cloudwatch:UntagResource": "alarms, see DeleteAlarms",
    "ec2:DeleteNetworkInterface": "interfaces of deleted load balancers and tasks have AWS's tags only",
    "ec2:DetachNetworkInterface": "see DeleteNetworkInterface",
    "ec2:DisassociateAddress": "an interface, as for DeleteNetworkInterface; the address has the tags",
    "ec2:RunInstances": "limited to launch templates",
    "ecs:DeregisterTaskDefinition": "ECS has no resource type for it",
    "elasticloadbalancing:SetWebAcl": "ELB has no resource type for it",
    "logs:DeleteLogDelivery": "CloudWatch Logs has no resource type for it",
    "route53:AssociateVPCWithHostedZone": "private DNS of endpoints, in zones of AWS",
    "route53:ChangeResourceRecordSets": "hosted zones have no tag condition; limited to one, or Cloud Map's",
    "route53:DeleteHostedZone": "Cloud Map's",
    "scheduler:DeleteSchedule": "a schedule has no tags, and its group's name is generated",
    "scheduler:UpdateSchedule": "see DeleteSchedule",
    "servicediscovery:UntagResource": "Cloud Map has no resource type for it; other stacks are excluded",
    "wafv2:AssociateWebACL": "a web ACL does not belong to the stack",
    "wafv2:DisassociateWebACL": "see AssociateWebACL",
}


def conditions(statement: dict[str, Any], operator: str = "StringEquals") -> dict[str, Any]:
    found: dict[str, Any] = statement.get("Condition", {}).get(operator, {})
    return found


def test_the_preview_role_can_only_read() -> None:
    reading = [*actions("read", "image-read", "state-read")]
    assert {access_level(action) for action in reading} <= {"List", "Read", "Write"}
    # The reference lists `kms:Decrypt` as a write action.
    assert [action for action in reading if access_level(action) == "Write"] == ["kms:Decrypt"]
    assert set(reading) & set(actions(*WRITE, "image-build")) == set()


def test_a_preview_can_read_only_images_of_its_own_stack() -> None:
    (signing_in, reading) = statements("image-read")
    assert listed(signing_in["Action"]) == ["ecr:GetAuthorizationToken"]
    assert conditions(reading) == TAGS
    assert re.search(r"put_policy image-read preview deploy`", GUIDE)
    assert re.search(r"put_policy image-build deploy`", GUIDE)


@pytest.mark.parametrize("name", ["trust-preview", "trust-deploy"])
def test_a_trust_policy_allows_one_environment_by_exact_match(name: str) -> None:
    (statement,) = statements(name)
    assert list(statement["Condition"]) == ["StringEquals"]
    expected = {
        f"{GITHUB}:aud": "sts.amazonaws.com",
        f"{GITHUB}:sub": "SUBJECT_PREFIX:environment:ENVIRONMENT",
    }
    if name == "trust-deploy":
        expected[f"{GITHUB}:ref"] = "refs/heads/main"
        expected[f"{GITHUB}:job_workflow_ref"] = "REPOSITORY/.github/workflows/up-stack.yml@refs/heads/main"
        assert (ROOT / ".github" / "workflows" / "up-stack.yml").is_file()
    assert conditions(statement) == expected


def test_a_deploy_environment_accepts_main_before_delivery_is_switched_on() -> None:
    policy = GUIDE.index('"custom_branch_policies": true')
    assert GUIDE.index('/deployment-branch-policies" -f name=main') > policy
    assert GUIDE.index('/rulesets"') < GUIDE.index("gh variable set PULUMI_BACKEND_URL")
    assert policy < GUIDE.index("gh variable set PULUMI_BACKEND_URL")
    assert '"protected_branches": true' not in GUIDE


def test_only_the_roles_of_a_stack_can_decrypt_its_secrets() -> None:
    (decrypting,) = [each for each in statements("state-read") if "kms:Decrypt" in listed(each["Action"])]
    assert conditions(decrypting) == {"kms:EncryptionContext:stack": "STACK"}
    assert "&context_stack=$STACK" in GUIDE


def test_the_state_bucket_allows_only_its_account_over_tls() -> None:
    everything = ["arn:aws:s3:::STATE_BUCKET", "arn:aws:s3:::STATE_BUCKET/*"]
    refused = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything}
    without_tls, of_others = (
        {"Bool": {"aws:SecureTransport": "false"}},
        {
            "StringNotEquals": {"aws:PrincipalAccount": "ACCOUNT_ID"},
            # AWS services have no account.
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        },
    )
    found = [{key: value for key, value in each.items() if key != "Sid"} for each in statements("state-bucket")]
    assert found == [{**refused, "Condition": without_tls}, {**refused, "Condition": of_others}]
    for command in ("put-public-access-block", "put-bucket-policy", "put-bucket-versioning", "enable-key-rotation"):
        assert f" {command} --" in GUIDE, command


def test_changes_and_deletions_are_limited_to_the_stack() -> None:
    found = set()
    for statement in statements(*WRITE, "image-build"):
        own = (
            conditions(statement).items() >= TAGS.items()
            or all("STACK" in resource for resource in listed(statement["Resource"]))
            or "aws:ResourceAccount" in conditions(statement)
        )
        found |= {action for action in listed(statement["Action"]) if not own and not CREATES.match(action)}
    # The default security group has no tags before the program adopts it.
    adopted = {"ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"}
    new_rules = {"ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress"}
    assert found - adopted - new_rules == WITHOUT_TAGS.keys()


def test_changes_of_untagged_resources_exclude_other_stacks() -> None:
    for action in ("ec2:RevokeSecurityGroupIngress", "ec2:DeleteNetworkInterface", "cloudwatch:DeleteAlarms"):
        weaker = [
            each
            for each in statements(*WRITE)
            if action in listed(each["Action"]) and not conditions(each).items() >= TAGS.items()
        ]
        assert [conditions(each, "StringEqualsIfExists") for each in weaker] == [TAGS], action


def test_every_action_that_tags_limit_supports_conditions_on_tags() -> None:
    unknown = {
        action
        for statement in statements(*WRITE, "image-read", "image-build")
        if TAGS.items() <= {**conditions(statement), **conditions(statement, "StringEqualsIfExists")}.items()
        for action in listed(statement["Action"])
        if RESOURCE_TAG not in condition_keys(action)
    }
    # A new resource has no tags yet, and the reference has no condition keys for tagging in Cloud Map.
    assert unknown == {
        "servicediscovery:CreateHttpNamespace",
        "servicediscovery:CreatePrivateDnsNamespace",
        "servicediscovery:TagResource",
        "servicediscovery:UntagResource",
    }


def test_an_action_without_resource_types_is_allowed_on_all_resources() -> None:
    wrong = {
        action
        for statement in statements(*OF_ROLES)
        if listed(statement["Resource"]) != ["*"]
        for action in listed(statement["Action"])
        if not resource_types(action)
    }
    assert wrong == set()


def test_every_role_is_created_with_the_boundary_and_below_the_path() -> None:
    for statement in statements("roles"):
        resources = listed(statement["Resource"])
        for action in listed(statement["Action"]):
            if action == "iam:CreateServiceLinkedRole":
                continue
            kind = "instance-profile" if "InstanceProfile" in action else "role"
            assert resources == [f"arn:aws:iam::ACCOUNT_ID:{kind}/ecs-on-ec2/STACK/*"], action
            bounded = conditions(statement, "ArnEquals").get("iam:PermissionsBoundary") == BOUNDARY
            assert bounded is (action in GIVES_OR_TAKES_RIGHTS), action
    assert set(actions("roles")) >= GIVES_OR_TAKES_RIGHTS
    assert all("iam:PermissionsBoundary" in condition_keys(action) for action in GIVES_OR_TAKES_RIGHTS)
    assert "iam:DeleteRolePermissionsBoundary" not in actions(*OF_ROLES)
    assert 'rolePath "/ecs-on-ec2/$STACK/"' in GUIDE
    assert 'permissionsBoundaryArn "arn:aws:iam::$ACCOUNT_ID:policy/ecs-on-ec2-$STACK-boundary"' in GUIDE


def bounded(action: str) -> bool:
    return any(fnmatchcase(allowed, action) for allowed in actions("boundary") if not allowed.endswith(":*"))


def test_the_boundary_allows_the_policies_of_the_program() -> None:
    managed = json.loads(aws_managed_policies_data)
    attached = re.findall(r'_POLICY = "(?:service-role/)?(Amazon\w+)"', "".join(file.read_text() for file in PROGRAM))
    assert len(attached) == 4
    given = {
        action
        for name in attached
        for statement in managed[name]["Document"]["Statement"]
        for action in listed(statement["Action"])
    }
    secrets = ["arn:aws:secretsmanager:r:1:secret:s-AbCdEf", "arn:aws:ssm:r:1:parameter/p"]
    reading = reading_statements(secrets, ["arn:aws:kms:r:1:key/k"])
    given |= {action for statement in reading for action in listed(statement["Action"])}
    running = running_statements({"definition": "d", "cluster": "c", "passed": ["r"]})
    given |= {action for statement in running for action in listed(statement["Action"])}
    given |= {*EXECUTE_COMMAND_ACTIONS, "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}
    for stack in STACKS:
        for policy in build_stack(stack).custom:
            if policy.kind != "iam.RolePolicy":
                continue
            document = json.loads(str(policy.inputs["policy"]))
            given |= {action for statement in document["Statement"] for action in listed(statement["Action"])}
    assert [action for action in sorted(given) if not bounded(action)] == []


def test_the_boundary_allows_neither_iam_nor_the_state() -> None:
    handing_on = {
        "Resource": "arn:aws:iam::ACCOUNT_ID:role/ecs-on-ec2/STACK/*",
        "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }
    allowed = [
        action
        for each in statements("boundary")
        if each["Effect"] == "Allow" and not (each["Action"] == "iam:PassRole" and each.items() >= handing_on.items())
        for action in listed(each["Action"])
    ]
    assert [
        action for action in allowed if "*" in action or action.startswith(("iam:", "sts:", "organizations:"))
    ] == []
    (denied,) = [each for each in statements("boundary") if each["Sid"] == "NotTheStateOfAnyStack"]
    assert (denied["Effect"], denied["Action"]) == ("Deny", ["kms:*", "s3:*"])
    assert "STATE_KEY_ARN" in denied["Resource"]
    assert "arn:aws:s3:::STATE_BUCKET/*" in denied["Resource"]


def test_permissions_are_limited_to_one_region_and_account() -> None:
    (bucket,) = re.findall(r'AuditLogs\("([\w-]+)"', (ROOT / "program_parts.py").read_text())
    # A bucket's ARN has no account, IAM and dashboards are global, and AWS owns the parameter and the image.
    elsewhere = (
        *("arn:aws:ec2:REGION::image/", "arn:aws:ec2:REGION::snapshot/"),
        "arn:aws:iam::ACCOUNT_ID:",
        "arn:aws:cloudwatch::ACCOUNT_ID:dashboard/",
        "arn:aws:ssm:REGION::parameter/aws/service/",
    )
    # The ARN of a hosted zone has neither region nor account, and the login to a registry has no resource.
    everywhere = {
        "ecr:GetAuthorizationToken",
        *(action for name in DOCUMENTS for action in actions(name) if action.startswith("route53:")),
    }
    for statement in statements(*OF_ROLES):
        if set(listed(statement["Action"])) <= everywhere:
            continue
        regional = conditions(statement).get("aws:RequestedRegion") == "REGION"
        for resource in listed(statement["Resource"]):
            owned = re.match(r"arn:aws:[\w-]+:REGION:ACCOUNT_ID:", resource) or resource.startswith(elsewhere)
            if resource.startswith(f"arn:aws:s3:::{bucket}-???????"):
                owned = conditions(statement) == {"aws:ResourceAccount": "ACCOUNT_ID"}
            assert regional or owned, statement["Sid"]


def test_the_deploy_role_can_pass_only_the_roles_that_the_program_passes() -> None:
    by_action = {action: each for each in statements(*WRITE) for action in listed(each["Action"])}
    passed = conditions(by_action["iam:PassRole"])["iam:PassedToService"]
    code = "".join(file.read_text() for file in PROGRAM)
    assert set(passed) == set(re.findall(r'"([a-z0-9-]+\.amazonaws\.com)"', code))
    attached = conditions(by_action["iam:AttachRolePolicy"], "ArnEquals")["iam:PolicyARN"]
    used = re.findall(r'_POLICY = "((?:service-role/)?Amazon\w+)"', code)
    assert sorted(arn.removeprefix("arn:aws:iam::aws:policy/") for arn in attached) == sorted(used)
    assert conditions(by_action["iam:CreateServiceLinkedRole"]).keys() == {"iam:AWSServiceName"}


def test_instances_can_start_only_from_a_launch_template() -> None:
    starting = [each for each in statements(*WRITE) if "ec2:RunInstances" in listed(each["Action"])]
    template = {"ec2:LaunchTemplate": "arn:aws:ec2:REGION:ACCOUNT_ID:launch-template/*"}
    (of_templates,) = [each for each in starting if conditions(each, "ArnLike") != template]
    assert conditions(of_templates) == TAGS, "of another stack's template"
    assert of_templates["Resource"] == template["ec2:LaunchTemplate"]
    starting.remove(of_templates)
    free = {
        resource.rpartition(":")[2]
        for each in starting
        if conditions(each, "Bool") != {"ec2:IsLaunchTemplateResource": "true"}
        for resource in listed(each["Resource"])
    }
    assert free == {"instance/*", "network-interface/*", "subnet/*"}, "the group sets these, not the template"


def test_no_role_deletes_logs_of_the_audit_bucket_by_default() -> None:
    deleting = {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"}
    assert deleting & set(actions("read", *WRITE, "image-build")) == set()
    assert deleting <= set(actions("audit-removal"))
