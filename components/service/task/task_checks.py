"""What is wrong with a task though each setting is right: rights that IAM does not take, volumes that do not mount.

Each check returns the problems it finds, their paths seen from the args it was given.
"""

from __future__ import annotations

from ...foundation.refusal import Problem
from ...foundation.region import Region
from .task_args import TaskArgs
from .task_rights import (
    LONGEST_INLINE_POLICIES,
    OUTPUT_LENGTH,
    policy_length,
    reading_length,
    secrets_of,
    task_statements,
)


def check_task(args: TaskArgs, region: Region, operating_system: str | None) -> list[Problem]:
    """Find what no task of the service can have on instances of this system; None leaves the system unchecked."""
    return [*_check_volumes(args, operating_system), *_check_rights(args, region)]


def _check_volumes(args: TaskArgs, operating_system: str | None) -> list[Problem]:
    if operating_system != "bottlerocket":
        return []
    allowed = (
        "Bottlerocket mounts no EFS volume with encryption in transit and IAM authorization, as all are here"
        " (bottlerocket-os/bottlerocket#1080): no volumes are allowed, or cluster.operatingSystem al2023"
    )
    return [Problem(("volumes", name), volume.file_system_id, allowed) for name, volume in args.volumes.items()]


def _check_rights(args: TaskArgs, region: Region) -> list[Problem]:
    """Find more rights than IAM takes in the inline policies of one role."""
    secrets = secrets_of(args)
    own = task_statements(args, region, "x" * OUTPUT_LENGTH)
    found = [
        (("secrets",), len(secrets), reading_length(args), "put several values into one secret, as keys of its JSON"),
        (
            ("taskRole", "statements"),
            len(own),
            policy_length(own),
            "put some into a managed policy, and its ARN into taskRole.policyArns",
        ),
    ]
    return [
        Problem(
            path,
            count,
            f"{count} {path[-1]} make a policy of {length} characters, and IAM takes {LONGEST_INLINE_POLICIES} for a"
            f" role: {remedy}",
        )
        for path, count, length, remedy in found
        if length > LONGEST_INLINE_POLICIES
    ]
