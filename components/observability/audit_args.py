"""The knobs of the logs that are kept for whoever has to look into something later."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..foundation.args import Args


class AuditLogsArgs(Args):
    """Logs of requests and of traffic, in a bucket of the stack's own."""

    access_logs: bool = True
    """Whether each load balancer logs its requests."""

    flow_logs: bool = True
    """Whether the VPC logs its traffic; of a network that this stack makes."""

    retention_days: Annotated[int, Field(ge=1, le=3_653)] = 365
    """After how many days the logs are deleted."""

    delete_with_stack: bool = False
    """Whether `pulumi destroy` deletes the logs with the bucket. Otherwise it fails until the bucket is empty."""
