"""Rows of a service: its load balancer, its scaling, its deployments and its permissions."""

from __future__ import annotations

from typing import Any

from tests.updates.case import API, WORKER, Row
from tests.updates.network_rows import KEY, ON_DEFAULTS
from tests.updates.settings_paths import ABSENT

OTHER_KEY = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-1111-2222-3333-444455556666"
OTHER_CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/1a2b3c4d-1111-2222-3333-444455556666"
WEB_ACL = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/other/0a1b2c3d-1111-2222-3333-444455556666"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:token-a1B2c3"
ROLE = "arn:aws:iam::111122223333:role/tasks"
STATEMENT = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::uploads/*"]}

ON_TWO_DOMAINS = {
    "services.*.loadBalancer": {"hostedZone": "example.com", "domains": ["api.example.com", "www.example.com"]}
}
ON_DOMAIN = {"services.*.loadBalancer": {"hostedZone": "example.com", "domains": ["api.example.com"]}}
WITHOUT_GRACE_PERIOD = {"services.*.loadBalancer": {"healthCheck": {"gracePeriod": 0}}}
BY_COUNT = {f"services.*.{setting}": ABSENT for setting in ("desiredCount", "scaling", "deployment")}
CONNECTED = {"cluster.discovery": "service-connect", "services.*.cpu": 1024, "services.*.memory": 1024}
BY_CONNECT = {"cluster.discovery": "service-connect"}
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
    _service("desiredCount", 4, stacks=("prod",), changes_nothing="with `scaling`, it is only the initial number"),
    _service("scheduling", given=BY_COUNT, stacks=("dev", "prod"), topology=WORKER),
    _service("serviceConnect.protocol", "http2", given=CONNECTED),
    _service("serviceConnect.requestTimeoutSeconds", 60, given=CONNECTED),
    _service("serviceConnect.proxy", {}, given=CONNECTED, stacks=ON_DEFAULTS),
    _service("serviceConnect.proxy.cpu", 512, given=CONNECTED),
    _service("serviceConnect.proxy.memory", 128, given=CONNECTED),
    _service("environment", {"LOG_LEVEL": "info"}),
    _service("secrets", {"TOKEN": SECRET}),
    _service("secretsKeyArns", [KEY, OTHER_KEY], given={"services.*.secrets": {"TOKEN": SECRET}}),
    _service("executeCommand", given={"cluster.executeCommand": True}, stacks=("dev", "public-api")),
    _service("allowFrom", ["web"], given={"services.web.topology": API}, stacks=("dev",)),
    _service("allowFrom", ["web", "worker"], stacks=("prod",), topology=WORKER),
    _service("logRetentionDays", 90),
    _service("logKeyArn", OTHER_KEY),
    _service("exclusivePermissions", False),
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


def _balancer(setting: str, *values: Any, **row: Any) -> Row:
    return _service(f"loadBalancer.{setting}", *values, **row)


LOAD_BALANCER_ROWS = (
    # ECS accepts a grace period only for services with a load balancer, so the change back needs a period of 0.
    _service("loadBalancer", "none", given=WITHOUT_GRACE_PERIOD, stacks=("dev", "prod"), topology=WORKER),
    _service("loadBalancer", "none", given={**WITHOUT_GRACE_PERIOD, **BY_CONNECT}, stacks=("dev",)),
    _balancer("healthCheck.path", "/healthz"),
    _balancer("healthCheck.codes", "200-399"),
    _balancer("healthCheck.interval", 10),
    _balancer("healthCheck.timeout", 3),
    _balancer("healthCheck.healthyThreshold", 3),
    _balancer("healthCheck.unhealthyThreshold", 3),
    _balancer("healthCheck.gracePeriod", 120),
    _balancer("deregistrationDelay", 60),
    _balancer("idleTimeout", 120),
    _balancer("protocol", given={"services.*.loadBalancer": {"certificateArns": [CERTIFICATE]}}),
    _balancer("protocol", given={"services.*.loadBalancer": {"certificateArns": [CERTIFICATE]}, **BY_CONNECT}),
    _balancer("stickiness", {"durationSeconds": 3600}),
    _balancer("stickiness.durationSeconds", 3600),
    _balancer("slowStart", 60),
    _balancer("algorithm"),
    _balancer("allowCidrs", ["203.0.113.0/24"]),
    _balancer("allowPrefixLists", ["pl-3b927c52"]),
    _balancer("certificateArns", [CERTIFICATE]),
    _balancer(
        "certificateArns",
        [CERTIFICATE, OTHER_CERTIFICATE],
        given={"services.*.loadBalancer.certificateArns": [CERTIFICATE]},
    ),
    _balancer("domains", ["www.example.com"], given=ON_DOMAIN),
    _balancer("domains", ["api.example.com", "www.example.com"], given=ON_DOMAIN),
    _balancer("domains", ["api.example.com"], given=ON_TWO_DOMAINS),
    _balancer("hostedZone", "example.com", along={"services.*.loadBalancer.domains": ["api.example.com"]}),
    _balancer("hostedZoneId", "Z9876543210", given=ON_DOMAIN, not_on_engine="the account gives a zone its id"),
    _balancer("webAclArn", WEB_ACL),
    _balancer("deletionProtection"),
)

ROLLING: dict[str, Any] = {"services.*.deployment": {}}
SCALING = {"minCount": 2, "maxCount": 8, "cpu": 60}
BY_CPU = {"services.*.scaling.cpu": 60}
ORDERS = "arn:aws:sqs:us-east-1:123456789012:orders"
BY_QUEUE = {"services.*.scaling.queue": {"name": "orders", "messagesPerTask": 10}}
METRIC = {"namespace": "Shop", "metricName": "Connections", "target": 40}
BY_METRIC = {"services.*.scaling.metrics": {"connections": METRIC}}
NIGHT = {"schedule": "cron(0 22 * * ? *)", "minCount": 1, "maxCount": 6}

SCALING_ROWS = (
    _service("scaling", SCALING, ABSENT),
    _service("scaling.minCount", 2),
    _service("scaling.maxCount", 8),
    _service("scaling.cpu", 50),
    _service("scaling.memory", 70),
    _service("scaling.requestsPerTarget", 1000, given=ROLLING),
    _service("scaling.queue", {"name": "orders", "messagesPerTask": 10}),
    _service("scaling.queue.name", "other-orders", given=BY_QUEUE),
    _service(
        "scaling.queue.arn",
        ORDERS,
        given=BY_QUEUE,
        along={"services.*.scaling.queue.name": ABSENT},
        changes_nothing="it is the same queue, by its ARN",
    ),
    _service("scaling.queue.messagesPerTask", 50, given=BY_QUEUE),
    _service("scaling.metrics", {"connections": METRIC}),
    _service("scaling.metrics.*.namespace", "Other", given=BY_METRIC),
    _service("scaling.metrics.*.metricName", "Sessions", given=BY_METRIC),
    _service("scaling.metrics.*.dimensions", {"Service": "shop"}, given=BY_METRIC),
    _service("scaling.metrics.*.statistic", given=BY_METRIC),
    _service("scaling.metrics.*.target", 50, given=BY_METRIC),
    _service("scaling.scaleInCooldown", 120, given=BY_CPU),
    _service("scaling.scaleOutCooldown", 30, given=BY_CPU),
    _service("scaling.schedules", {"night": NIGHT}),
    _service("scaling.schedules", ABSENT, given=BY_CPU),
    _service("scaling.schedules.*.schedule", "cron(0 6 * * ? *)"),
    _service("scaling.schedules.*.timezone", "Europe/Berlin"),
    _service("scaling.schedules.*.minCount", 1),
    _service("scaling.schedules.*.maxCount", 12),
)

ONLY_WAITS = "it only changes the wait of `pulumi up`"


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
    _deployment("keepRevisions"),
    _deployment("external"),
    _deployment("forceNew", "2026-11-27"),
    _deployment("timeoutMinutes", 30, changes_nothing=ONLY_WAITS),
)
