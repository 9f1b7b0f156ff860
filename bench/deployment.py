"""Models the duration of a deployment on AWS with scaled latencies, and compares it with AWS's minimum."""

from __future__ import annotations

import http.client
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench import reference_stacks
from bench.critical_path import CriticalPath, critical_path, reversed_graph
from bench.deployed_order import deletion_levels, imposed_order, kind_of, name_of, recorded_order
from bench.latencies import create_seconds, delete_seconds
from bench.results import table, verdict
from tests.engine import changes
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import LocalAws, running

TITLE = "Deployment time on AWS, modeled"
STACKS = ("dev", "public-api", "prod")
# The reference creates one service in two zones; prod has no counterpart.
LIKE_THE_REFERENCE = ("dev", "public-api")
FACTOR = 0.2
LARGEST_OF_FLOOR = 1.1
LARGEST_OF_REFERENCE = 0.6


@dataclass(frozen=True)
class Phase:
    """The creation or the deletion of a stack.

    Args:
        name: ``up`` or ``destroy``.
        alone: its seconds without AWS's latencies.
        scaled: its seconds with scaled latencies.
        imposed: the slowest chain that AWS imposes, in AWS's seconds.
        recorded: the slowest chain of the recorded dependencies.
        steps: the slowest resource of each step in which the engine deletes; none for ``up``.
    """

    name: str
    alone: float
    scaled: float
    imposed: CriticalPath
    recorded: CriticalPath
    steps: tuple[str, ...] = ()

    @property
    def share_of_floor(self) -> float:
        """The ratio of the measured time to the floor: AWS's slowest chain and the engine's own time."""
        return self.scaled / (self.imposed.seconds * FACTOR + self.alone)

    @property
    def on_aws(self) -> float:
        """The seconds with AWS's full latencies."""
        return (self.scaled - self.alone) / FACTOR + self.alone


def run() -> str:
    """Measure every stack; return the section."""
    return "\n\n".join([_introduction(), *(_of_stack(name, *_measured(name)) for name in STACKS)])


def _measured(name: str) -> tuple[Phase, Phase]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "home")) as aws:
        stack = EngineStack(aws, name, Path(folder))
        stack.change(changes.unprotect)
        stack.preview()
        up_alone, destroy_alone = stack.up().seconds, stack.destroy().seconds
        _scale(aws, FACTOR)
        up = stack.up().seconds
        resources = stack.export()
        destroy = stack.destroy().seconds
    recorded, imposed = recorded_order(resources), imposed_order(resources)
    create = {urn: create_seconds(kind_of(urn)) for urn in recorded}
    delete = {urn: delete_seconds(kind_of(urn)) for urn in recorded}
    return (
        Phase("up", up_alone, up, critical_path(imposed, create), critical_path(recorded, create)),
        Phase(
            "destroy",
            destroy_alone,
            destroy,
            critical_path(reversed_graph(imposed), delete),
            critical_path(reversed_graph(recorded), delete),
            tuple(max(step, key=lambda urn: delete.get(urn, 0.0)) for step in deletion_levels(resources)),
        ),
    )


def _scale(aws: LocalAws, factor: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", aws.port, timeout=10)
    connection.request("POST", "/localaws/latencies", json.dumps({"factor": factor}))
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"the local AWS refused the latencies: {answer.read().decode()}")
    connection.close()


def _introduction() -> str:
    return f"""\
The local AWS has AWS's latencies, times {FACTOR}. The seconds of each type and their sources are in
[`localaws/server/latencies.py`](../localaws/server/latencies.py); some are assumed.

- **alone**: the time without latencies: that of the engine, the program, the plugin and the server;
- **on AWS**: the measured time, extrapolated to AWS's full latencies;
- **floor**: the slowest chain of recorded dependencies that AWS imposes. The resources in a request must exist, and a
  few rules add dependencies ([`bench/deployed_order.py`](deployed_order.py)). Names, tags and user data add none.
  The ratio to the floor uses measured seconds: scaled / (floor x {FACTOR} + alone);
- **reference**: its three CloudFormation stacks one after another, computed with the same seconds from the dependencies
  in its templates ([`bench/reference_stacks.py`](reference_stacks.py)), without CloudFormation's own time.

Pulumi's engine deletes in steps. Each step must end before the next one begins, even without a dependency between them.
The slowest resource of each step is listed below; a test fails if their sum exceeds the floor by more than a tenth.

Most of both deletions is one chain that AWS imposes: service, association, capacity provider, group, route, NAT
gateway. The group is in it because ECS deregisters an instance only while its agent reaches ECS."""


def _of_stack(name: str, up: Phase, destroy: Phase) -> str:
    reference = {"up": reference_stacks.creation_seconds(), "destroy": reference_stacks.deletion_seconds()}
    compared = name in LIKE_THE_REFERENCE
    rows = [
        [
            f"`{phase.name}`",
            f"{phase.alone:.1f}",
            f"{phase.scaled:.1f}",
            f"{phase.on_aws:.0f}",
            f"{phase.imposed.seconds:.0f}",
            verdict(phase.share_of_floor, LARGEST_OF_FLOOR),
            f"{reference[phase.name]:.0f}" if compared else "-",
            verdict(phase.on_aws / reference[phase.name], LARGEST_OF_REFERENCE) if compared else "-",
        ]
        for phase in (up, destroy)
    ]
    header = ["", "alone, s", "scaled, s", "on AWS, s", "floor, s", "of the floor", "reference, s", "of the reference"]
    chains = [line for phase in (up, destroy) for line in _chains(phase)]
    return "\n".join([f"### {name}", "", table(header, rows), "", *chains])


def _chains(phase: Phase) -> list[str]:
    seconds = create_seconds if phase.name == "up" else delete_seconds

    def chain(urns: Iterable[str]) -> str:
        return " → ".join(f"{name_of(urn)} {seconds(kind_of(urn)):.0f}" for urn in urns if seconds(kind_of(urn)))

    def line(what: str, total: float, urns: Iterable[str]) -> str:
        return f"- `{phase.name}`, {what}, {total:.0f} s: {chain(urns)}"

    lines = [line("the slowest chain that AWS imposes", phase.imposed.seconds, phase.imposed.nodes)]
    if phase.recorded.seconds > phase.imposed.seconds:
        lines.append(line("that of the program", phase.recorded.seconds, phase.recorded.nodes))
    if phase.steps:
        total = sum(seconds(kind_of(urn)) for urn in phase.steps)
        lines.append(line("the slowest of each of the engine's steps", total, phase.steps))
    return lines
