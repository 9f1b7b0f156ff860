"""Rows of a service: its load balancer, its scaling, its deployments and its rights."""

from __future__ import annotations

from typing import Any

from tests.updates.case import API, WORKER, Row
from tests.updates.network_rows import KEY, ON_DEFAULTS
from tests.updates.settings_paths import ABSENT

OTHER_KEY = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-1111-2222-3333-444455556666"
WEB_ACL = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/other/0a1b2c3d-1111-2222-3333-444455556666"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:token-a1B2c3"
ROLE = "arn:aws:iam::111122223333:role/tasks"
STATEMENT = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::uploads/*"]}

ON_DOMAIN = {"services.*.hostedZone": "example.com", "services.*.domain": "api.example.com"}
OF_LOAD_BALANCER = ("certificateArn", "deletionProtection", "healthCheckPath", "webAclArn")
WITHOUT_TLS = {f"services.*.{setting}": ABSENT for setting in OF_LOAD_BALANCER}
NO_IMAGE = {"services.*.image": ABSENT}
NO_DOCKER = "the image build needs Docker"


def _service(setting: str, *values: Any, **row: Any) -> Row:
    return Row(f"services.*.{setting}", values, **row)


def _build(setting: str, *values: Any) -> Row:
    return _service(setting, *values, given=NO_IMAGE, not_on_engine=NO_DOCKER)


SERVICE_ROWS = (
    _service("topology"),
    _service("topology", given=ON_DOMAIN),
    _service("image", "public.ecr.aws/docker/library/httpd:2.4"),
    _service("build", {}, along=NO_IMAGE, not_on_engine=NO_DOCKER),
    _build("build.context", "./app"),
    _build("build.dockerfile", "./app/Dockerfile"),
    _build("build.platform", "linux/arm64"),
    _service("containerPort", 9090),
    _service("cpu", 384),
    _service("memory", 768),
    _service("desiredCount", 4, stacks=ON_DEFAULTS),
    _service("desiredCount", 4, stacks=("prod",), changes_nothing="with `scaling` it only says with how many to start"),
    _service("environment", {"LOG_LEVEL": "info"}),
    _service("secrets", {"TOKEN": SECRET}),
    _service("secretsKeyArns", [KEY, OTHER_KEY], given={"services.*.secrets": {"TOKEN": SECRET}}),
    _service("executeCommand", given={"cluster.executeCommand": True}, stacks=("dev", "public-api")),
    _service("healthCheckPath", "/healthz"),
    _service("allowFrom", ["web"], given={"services.web.topology": API}, stacks=("dev",)),
    _service("allowFrom", ["web", "worker"], stacks=("prod",), topology=WORKER),
    _service("logRetentionDays", 90),
    _service("logKeyArn", OTHER_KEY),
    _service("exclusivePermissions", False),
    _service("ingress", given=WITHOUT_TLS, stacks=("dev", "prod"), topology=WORKER),
    _service("certificateArn", CERTIFICATE),
    _service("domain", "www.example.com", given=ON_DOMAIN),
    _service("hostedZone", "example.com", along={"services.*.domain": "api.example.com"}),
    _service("hostedZoneId", "Z9876543210", given=ON_DOMAIN, not_on_engine="the account gives a zone its id"),
    _service("deletionProtection"),
    _service("webAclArn", WEB_ACL),
    _service("executionRole.arn", ROLE),
    _service("executionRole.statements", [STATEMENT]),
    _service("executionRole.statements.*.effect"),
    _service("executionRole.statements.*.actions", ["s3:PutObject"]),
    _service("executionRole.statements.*.resources", ["arn:aws:s3:::other/*"]),
    _service("executionRole.statements.*.condition", {"StringEquals": {"aws:ResourceTag/team": "orders"}}),
    _service("taskRole", {"statements": [STATEMENT]}),
    _service("taskRole.arn", ROLE, given={"services.*.taskRole": {}}),
    _service("taskRole.policyArns", ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"]),
    _service("taskRole.statements", [STATEMENT]),
    _service("taskRole.statements.*.effect"),
    _service("taskRole.statements.*.actions", ["s3:PutObject"]),
    _service("taskRole.statements.*.resources", ["arn:aws:s3:::other/*"]),
    _service("taskRole.statements.*.condition", {"StringEquals": {"aws:ResourceTag/team": "orders"}}),
)

ROLLING: dict[str, Any] = {"services.*.deployment": {}}
SCALING = {"minCount": 2, "maxCount": 8, "cpu": 60}
BY_CPU = {"services.*.scaling.cpu": 60}
NIGHT = {"schedule": "cron(0 22 * * ? *)", "minCount": 1, "maxCount": 6}

SCALING_ROWS = (
    _service("scaling", SCALING, ABSENT),
    _service("scaling.minCount", 2),
    _service("scaling.maxCount", 8),
    _service("scaling.cpu", 50),
    _service("scaling.memory", 70),
    _service("scaling.requestsPerTarget", 1000, given=ROLLING),
    _service("scaling.scaleInCooldown", 120, given=BY_CPU),
    _service("scaling.scaleOutCooldown", 30, given=BY_CPU),
    _service("scaling.schedules", {"night": NIGHT}),
    _service("scaling.schedules.*.schedule", "cron(0 6 * * ? *)"),
    _service("scaling.schedules.*.timezone", "Europe/Berlin"),
    _service("scaling.schedules.*.minCount", 1),
    _service("scaling.schedules.*.maxCount", 12),
)

ONLY_WAITS = "it is about what `pulumi up` waits for"


def _deployment(setting: str, *values: Any, strategy: str = "rolling", **row: Any) -> Row:
    given = {"services.*.deployment": {"strategy": strategy}}
    return _service(f"deployment.{setting}", *values, given=given, **row)


DEPLOYMENT_ROWS = (
    _deployment("strategy", stacks=ON_DEFAULTS),
    _deployment("strategy", strategy="canary", stacks=("prod",)),
    _deployment("minimumHealthyPercent", 50),
    _deployment("maximumPercent", 150),
    _deployment("bakeTimeMinutes", 10, strategy="blue-green"),
    _deployment("canaryPercent", 20, strategy="canary"),
    _deployment("canaryBakeTimeMinutes", 15, strategy="canary"),
    _deployment("stepPercent", 25, strategy="linear"),
    _deployment("stepBakeTimeMinutes", 5, strategy="linear"),
    _deployment("alarmNames", ["errors"]),
    _service("deployment.alarmNames", [], given={"services.*.deployment": {"alarmNames": ["errors"]}}),
    _deployment("waitForRollout"),
    _deployment("timeoutMinutes", 30, changes_nothing=ONLY_WAITS),
)
