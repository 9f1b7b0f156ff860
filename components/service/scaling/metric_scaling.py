"""Scaling by a custom metric, such as one that the service's code sends to CloudWatch."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ...foundation.args import Args, InputStr, Matching

Text = Annotated[str, Field(min_length=1, max_length=255)]
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html"""


class MetricScalingArgs(Args):
    """A CloudWatch metric whose value decides how many tasks run. More tasks must lower it in proportion."""

    namespace: Annotated[Text, Matching("[^:].*", "a namespace that does not start with a colon is")]
    """The metric's namespace, such as `Shop`."""

    metric_name: Text
    """The metric's name, such as `ConnectionsPerTask`."""

    dimensions: Annotated[dict[Text, InputStr], Field(max_length=30)] = Field(default_factory=dict)
    """The metric's dimensions, by name. Default: none."""

    statistic: Literal["Average", "Minimum", "Maximum", "SampleCount", "Sum"] = "Average"
    """The statistic of each minute."""

    target: Annotated[float, Field(gt=0)]
    """The value to keep the metric at."""


def specification(args: MetricScalingArgs) -> dict[str, Any]:
    """Return the metric as a target tracking policy takes it."""
    metric: dict[str, Any] = {
        "namespace": args.namespace,
        "metric_name": args.metric_name,
        "statistic": args.statistic,
    }
    if args.dimensions:
        metric["dimensions"] = [{"name": name, "value": args.dimensions[name]} for name in sorted(args.dimensions)]
    return metric
