"""Checks of an existing cluster: unknown instance types, and ARNs of another region."""

from __future__ import annotations

from ..cluster.checks import no_instance_type
from ..foundation.arn_checks import check_region_of
from ..foundation.refusal import Problem
from ..foundation.region import NotFoundError, Region
from .platform_args import ExistingClusterArgs


def check_existing_cluster(args: ExistingClusterArgs, region: Region) -> list[Problem]:
    """Find instance types that do not exist, and ARNs that are not in the stack's region."""
    problems = []
    for index, name in enumerate(args.instance_types):
        try:
            region.instance_type(name)
        except NotFoundError:
            problems.append(Problem(("instanceTypes", index), name, no_instance_type(region)))
    namespace = args.namespace
    return [
        *problems,
        *check_region_of(("clusterArn",), args.cluster_arn, region),
        *check_region_of(("executeCommandLogGroupArn",), args.execute_command_log_group_arn, region),
        *check_region_of(("namespace", "arn"), namespace.arn if namespace else None, region),
    ]
