"""Models the duration of a deployment on AWS: the slowest chain of dependencies in each stack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bench.critical_path import critical_path, reversed_graph
from bench.deployed_order import deletion_levels, imposed_order, kind_of, name_of, recorded_order
from bench.latencies import create_seconds, delete_seconds
from bench.results import table, verdict
from tests.harness.build import STACKS, build_stack

TITLE = "Deployment time on AWS, modeled"
LARGEST_OF_FLOOR = 1.1

Step = tuple[str, float]
"""A resource's name and its seconds."""


@dataclass(frozen=True)
class Phase:
    """The creation or the deletion of a stack.

    Args:
        name: ``up`` or ``destroy``.
        floor: the slowest chain that AWS imposes.
        steps: for ``up``, the slowest chain of the program's dependencies; for ``destroy``, the slowest resource of
            each step in which the engine deletes.
    """

    name: str
    floor: tuple[Step, ...]
    steps: tuple[Step, ...]

    @property
    def of_floor(self) -> float:
        """The ratio of the duration to the floor."""
        return total(self.steps) / total(self.floor)


def total(steps: Iterable[Step]) -> float:
    """Return the sum of the seconds."""
    return sum(seconds for _, seconds in steps)


def phases(stack: str) -> tuple[Phase, Phase]:
    """Return the creation and the deletion of a shipped stack."""
    resources = registered(stack)
    imposed, recorded = imposed_order(resources), recorded_order(resources)
    create = {urn: create_seconds(kind_of(urn)) for urn in recorded}
    delete = {urn: delete_seconds(kind_of(urn)) for urn in recorded}
    deleted = [max(sorted(level), key=lambda urn: delete.get(urn, 0.0)) for level in deletion_levels(resources)]
    return (
        Phase(
            "up",
            _steps(critical_path(imposed, create).nodes, create),
            _steps(critical_path(recorded, create).nodes, create),
        ),
        Phase(
            "destroy",
            _steps(critical_path(reversed_graph(imposed), delete).nodes, delete),
            _steps(deleted, delete),
        ),
    )


def registered(stack: str) -> list[dict[str, Any]]:
    """Return the resources of a shipped stack as the engine's state contains them."""
    return [
        {
            "urn": each.urn,
            "custom": each.custom,
            "parent": each.parent,
            "dependencies": sorted(each.depends_on),
            "replaceWith": list(each.replace_with),
            "propertyDependencies": {name: sorted(urns) for name, urns in each.property_dependencies.items()},
        }
        for each in build_stack(stack)
    ]


def _steps(urns: Iterable[str], seconds: dict[str, float]) -> tuple[Step, ...]:
    return tuple((name_of(urn), seconds[urn]) for urn in urns if urn in seconds)


def run() -> str:
    """Return the section."""
    return "\n\n".join([INTRODUCTION, *(_section(stack) for stack in STACKS)])


INTRODUCTION = """\
Computed from the dependencies of each stack and the seconds that AWS takes for each type of resource, from published
logs ([`bench/latencies.py`](latencies.py)); some are assumed. Neither Pulumi's own time nor the start of instances and
tasks is included.

- **floor**: the slowest chain of dependencies that AWS imposes. The resources in a request must exist, and a few rules
  add dependencies ([`bench/deployed_order.py`](deployed_order.py)). Names, tags and user data add none.
- **duration**: for `up`, the slowest chain of the program's dependencies. For `destroy`, the sum of the engine's steps:
  it deletes in steps, each of which must end before the next one begins, even without a dependency between them.

Most of each deletion is one chain that AWS imposes: service, association, capacity provider, group, route, NAT gateway.
The group is in it because ECS deregisters an instance only while its agent reaches ECS."""


def _section(stack: str) -> str:
    found = phases(stack)
    rows = [
        [
            f"`{phase.name}`",
            f"{total(phase.steps):.0f}",
            f"{total(phase.floor):.0f}",
            verdict(phase.of_floor, LARGEST_OF_FLOOR),
        ]
        for phase in found
    ]
    chains = [
        f"- `{phase.name}`, {what}: {' → '.join(f'{name} {seconds:.0f}' for name, seconds in steps)}"
        for phase in found
        for what, steps in (("floor", phase.floor), ("duration", phase.steps))
    ]
    return "\n".join([f"### {stack}", "", table(["", "duration, s", "floor, s", "of the floor"], rows), "", *chains])
