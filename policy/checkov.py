"""checkov's findings in the plans of the stacks, with the reasons; ``tests/checkov`` compares them with checkov."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A check that resources of prod (``type name``) fail, with its own reason or that of the same ``control``."""

    id: str
    asks: str
    failing: tuple[str, ...]
    because: str = ""
    control: str = ""


@dataclass(frozen=True)
class OnDefaults:
    """A check that a stack with default settings fails, and that prod passes with the setting."""

    id: str
    asks: str
    turned_on_by: str
    stacks: tuple[str, ...] = ("dev", "public-api")


BUCKET = ("aws_s3_bucket audit",)

PROD = (
    Finding(
        "CKV2_AWS_5",
        "a security group is attached to a resource",
        ("aws_security_group report-tasks",),
        because="the schedule attaches it to the tasks of the job, and checkov does not follow schedules",
    ),
    Finding("CKV2_AWS_62", "a bucket sends event notifications", BUCKET, control="S3.11"),
    Finding(
        "CKV2_AWS_76",
        "a web ACL has AWS's rules against the Log4j vulnerability",
        ("aws_lb web-public",),
        because="the plan refers to an existing web ACL and does not show its rules",
    ),
    Finding("CKV_AWS_18", "requests to a bucket are logged", BUCKET, control="S3.9"),
    Finding("CKV_AWS_144", "a bucket's objects are copied to another region", BUCKET, control="S3.7"),
    Finding("CKV_AWS_145", "a bucket is encrypted with a KMS key", BUCKET, control="S3.17"),
    Finding(
        "CKV_AWS_224",
        "ECS Exec sessions are logged, and encrypted with a KMS key",
        ("aws_ecs_cluster cluster",),
        because="prod does not use ECS Exec: `executeCommand` is off, and the task roles do not allow it",
    ),
    Finding(
        "CKV_AWS_260",
        "no group opens port 80 to everyone",
        (
            "aws_vpc_security_group_ingress_rule web-public-from-internet",
            "aws_vpc_security_group_ingress_rule worker-private-from-web",
        ),
        because="the listener on 80 redirects to HTTPS; checkov ignores that the rule of `worker` allows a group",
    ),
    Finding(
        "CKV_AWS_297",
        "a schedule is encrypted with a KMS key",
        ("aws_scheduler_schedule report",),
        because="the schedule contains ARNs and ids, no secret; EventBridge Scheduler uses a key that AWS owns",
    ),
    Finding("CKV_AWS_378", "targets use HTTPS", ("aws_lb_target_group web-public-alternate",), control="ELB.22"),
)

ON_DEFAULTS = (
    OnDefaults("CKV2_AWS_11", "every VPC has a flow log", "`audit`"),
    OnDefaults(
        "CKV2_AWS_20", "HTTP is redirected to HTTPS", "`services.<name>.loadBalancer.certificateArns` or `domains`"
    ),
    OnDefaults(
        "CKV2_AWS_28",
        "a public load balancer is behind a web ACL",
        "`services.<name>.loadBalancer.webAclArn`",
        ("public-api",),
    ),
    OnDefaults("CKV_AWS_2", "a listener uses HTTPS", "`services.<name>.loadBalancer.certificateArns` or `domains`"),
    OnDefaults("CKV_AWS_91", "a load balancer's requests are logged", "`audit`"),
    OnDefaults(
        "CKV_AWS_103",
        "a listener requires TLS 1.2 or later",
        "`services.<name>.loadBalancer.certificateArns` or `domains`",
    ),
    OnDefaults("CKV_AWS_130", "subnets give no public addresses", "`vpc.publicIpOnLaunch: false`"),
    OnDefaults(
        "CKV_AWS_150",
        "a load balancer is protected from deletion",
        "`services.<name>.loadBalancer.deletionProtection: true`",
    ),
    OnDefaults("CKV_AWS_158", "a log group is encrypted with a KMS key", "`services.<name>.logKeyArn`"),
    OnDefaults(
        "CKV_AWS_336",
        "a container cannot write to its root file system",
        "`services.<name>.container.readonlyRootFilesystem: true`",
    ),
    OnDefaults("CKV_AWS_338", "logs are kept for a year", "`services.<name>.logRetentionDays: 365`"),
)
