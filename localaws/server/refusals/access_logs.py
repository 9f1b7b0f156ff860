"""Access logs of load balancers: the bucket exists, and its policy allows the logs."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html. In older regions the
# policy can name an AWS account instead, which is accepted without a check of its id.
WRITER = "logdelivery.elasticloadbalancing.amazonaws.com"


@before("elbv2", "ModifyLoadBalancerAttributes")
def logs_can_be_written(call: Call) -> None:
    """The bucket's policy allows the test file that AWS writes when a request turns logs on."""
    balancer = call.backend("elbv2").load_balancers.get(call.params["LoadBalancerArn"])
    if balancer is None or balancer.type != "application":
        return
    given = {each["Key"]: each.get("Value", "") for each in call.params["Attributes"]}
    wanted = {**balancer.attrs, **given}
    for kind in ("access_logs", "connection_logs"):
        changes = any(key.startswith(f"{kind}.s3.") for key in given)
        if changes and wanted.get(f"{kind}.s3.enabled") == "true":
            _check_bucket(call, wanted.get(f"{kind}.s3.bucket", ""), wanted.get(f"{kind}.s3.prefix", ""))


def _check_bucket(call: Call, name: str, prefix: str) -> None:
    bucket = get_backend("s3")[call.account]["aws"].buckets.get(name)
    if bucket is None:
        raise AwsError("InvalidConfigurationRequest", f"The specified bucket does not exist: {name}")
    test_file = "/".join(filter(None, [prefix, "AWSLogs", call.account, "ELBAccessLogTestFile"]))
    if not _allows(bucket.policy, f"arn:aws:s3:::{name}/{test_file}"):
        raise AwsError(
            "InvalidConfigurationRequest", f"Access Denied for bucket: {name}. Please check S3bucket permission"
        )


def _allows(policy: bytes | str | None, resource: str) -> bool:
    document = json.loads(policy) if policy else {}
    return any(
        statement["Effect"] == "Allow"
        and _names_writer(statement.get("Principal", {}))
        and any(fnmatchcase("s3:PutObject", action) for action in _listed(statement.get("Action", [])))
        and any(fnmatchcase(resource, pattern) for pattern in _listed(statement.get("Resource", [])))
        for statement in _listed(document.get("Statement", []))
    )


def _names_writer(principal: Any) -> bool:
    if not isinstance(principal, dict):
        return bool(principal == "*")
    return WRITER in _listed(principal.get("Service", [])) or bool(_listed(principal.get("AWS", [])))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
