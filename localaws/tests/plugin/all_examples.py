"""The examples of all rows."""

from __future__ import annotations

from localaws.tests.plugin import (
    examples_buckets,
    examples_containers,
    examples_databases,
    examples_instances,
    examples_jobs,
    examples_load_balancers,
    examples_names,
    examples_network,
    examples_scaling,
    examples_watching,
)

EXAMPLES = {
    **examples_buckets.EXAMPLES,
    **examples_containers.EXAMPLES,
    **examples_databases.EXAMPLES,
    **examples_instances.EXAMPLES,
    **examples_jobs.EXAMPLES,
    **examples_load_balancers.EXAMPLES,
    **examples_names.EXAMPLES,
    **examples_network.EXAMPLES,
    **examples_scaling.EXAMPLES,
    **examples_watching.EXAMPLES,
}
