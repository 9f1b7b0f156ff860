"""Measures the growth of time and memory with the number of services in one stack."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench import installation
from bench.plan import preview, synthesis
from bench.process import Run, resident_bytes
from bench.process import run as run_command
from bench.results import table, verdict
from localaws.launcher.server_process import running as running_server
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.local_aws import CHECKOUT, WRAPPER, LocalAws, running

TITLE = "Growth"
SERVICES = (1, 10, 50, 100)
PREVIEWS = 7
ROUNDS = 3
LARGEST_GROWTH = 1.2
TEAMS = ("public-api", "prod")
"""Stacks that are measured only with services, as examples of teams' stacks."""
OF_A_TEAM = 10
"""The number of services in each."""


@dataclass(frozen=True)
class Size:
    """The measurements of a stack with a number of services."""

    services: int
    resources: int
    preview: float
    up: float
    up_unsaved: float
    peak_bytes: int
    server_bytes: int


@dataclass(frozen=True)
class Teams:
    """Seconds of ``up`` for stacks of :data:`OF_A_TEAM` services on one platform."""

    platform: float
    each: tuple[float, ...]

    def seconds(self, services: int) -> float:
        """Return the seconds of this many services, one stack after another."""
        return self.platform + services / OF_A_TEAM * median(self.each)


SECONDS: dict[str, Callable[[Size], float]] = {
    "preview": lambda size: size.preview,
    "up": lambda size: size.up,
    "up unsaved": lambda size: size.up_unsaved,
}


def run() -> str:
    """Measure every size; return the section.

    The sizes take turns, so that a temporarily slow machine affects all of them.
    """
    installation.provide()
    previews = _previews()
    unsaved: dict[int, list[Run]] = {services: [] for services in SERVICES}
    for _ in range(ROUNDS):
        for services, runs in unsaved.items():
            with _deploying(services) as (aws, stack):
                runs.append(_up(aws, stack, PULUMI_SKIP_CHECKPOINTS="true"))
    sizes = [_measured(services, previews[services], unsaved[services]) for services in SERVICES]
    synthesis(SERVICES[-1])
    synths = [synthesis(SERVICES[-1]) for _ in range(ROUNDS)]
    return _section(sizes, synths, installation.resources(), _measured_teams())


def _workers(services: int, prefix: str = "worker") -> dict[str, object]:
    return {f"{prefix}{number}": {"topology": "private-worker"} for number in range(1, services + 1)}


def _previews() -> dict[int, list[Run]]:
    with ExitStack() as open_stacks:
        stacks = {services: open_stacks.enter_context(_deploying(services)) for services in SERVICES}
        runs: dict[int, list[Run]] = {services: [] for services in SERVICES}
        for _ in range(PREVIEWS):
            for services, (aws, stack) in stacks.items():
                runs[services].append(preview(aws, stack))
    return runs


@contextmanager
def _deploying(services: int) -> Iterator[tuple[LocalAws, EngineStack]]:
    """Yield a stack of so many workers on a separate local AWS, after a preview that warms the caches."""

    def workers(config: StackConfig) -> None:
        config["ecs-on-ec2:services"] = _workers(services)

    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "home")) as aws:
        stack = EngineStack(aws, "dev", Path(folder))
        stack.change(workers)
        preview(aws, stack)
        yield aws, stack


def _measured(services: int, previews: list[Run], unsaved: list[Run]) -> Size:
    with _deploying(services) as (aws, stack):
        up = _up(aws, stack)
        resources = len(stack.export())
        server = running_server(aws.port)
        server_bytes = resident_bytes(server.pid) if server else 0
    return Size(
        services,
        resources,
        median(each.seconds for each in previews),
        up.seconds,
        median(each.seconds for each in unsaved),
        max(each.peak_bytes for each in (*previews, up)),
        server_bytes,
    )


def _measured_teams() -> Teams:
    def platform(config: StackConfig) -> None:
        del config["ecs-on-ec2:services"]
        config["ecs-on-ec2:platformOnly"] = True

    def team(config: StackConfig, name: str) -> None:
        config.clear()
        config["aws:region"] = "us-east-1"
        config["ecs-on-ec2:platform"] = {"stack": "organization/ecs-on-ec2/dev"}
        config["ecs-on-ec2:services"] = _workers(OF_A_TEAM, prefix=name)

    changes: dict[str, Callable[[StackConfig], object]] = {"dev": platform}
    changes |= {name: partial(team, name=name) for name in TEAMS}
    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "home")) as aws:
        seconds = []
        for name, change in changes.items():
            stack = EngineStack(aws, name, Path(folder))
            stack.change(change)
            seconds.append(_up(aws, stack).seconds)
    return Teams(seconds[0], tuple(seconds[1:]))


def _up(aws: LocalAws, stack: EngineStack, **environ: str) -> Run:
    command = [str(WRAPPER), *stack.arguments("up", "--yes", "--skip-preview")]
    return run_command(command, cwd=CHECKOUT, environ={**aws.environ, **environ})


def _section(sizes: list[Size], synths: list[Run], cdk_resources: int, teams: Teams) -> str:
    rows = [
        [
            size.services,
            size.resources,
            f"{size.preview:.2f}",
            f"{size.up:.1f}",
            f"{size.up_unsaved:.1f}",
            f"{size.peak_bytes / 2**20:.0f}",
            f"{size.server_bytes / 2**20:.0f}",
        ]
        for size in sizes
    ]
    synth = median(each.seconds for each in synths)
    memory = max(each.peak_bytes for each in synths) / 2**20
    one, ten, fifty, hundred = sizes
    added = "\n".join(
        f"- {what}: {(more := _added(fifty, hundred, seconds)):.3f} against {(few := _added(one, ten, seconds)):.3f}, "
        f"ratio {verdict(more / few, LARGEST_GROWTH)}"
        for what, seconds in SECONDS.items()
    )
    return f"""\
One stack like `dev` with so many private workers, each with its own load balancer. Preview: of an empty stack, the
median of {PREVIEWS}, with the sizes in turn. Up: once. Up unsaved, the median of {ROUNDS}, in turn: with
`PULUMI_SKIP_CHECKPOINTS`, which is only for this measurement, because a killed `up` then leaves no state. With state in
files or buckets, Pulumi's engine writes the whole state before and after each resource, so `up` is quadratic in the
engine; up unsaved shows the remaining time, including the local AWS. The memory is the peak of the command's processes,
with shared pages counted for each; the server of the local AWS has its own column.

{table(["services", "resources", "preview, s", "up, s", "up unsaved, s", "memory, MB", "server, MB"], rows)}

Seconds for each additional service, from 50 to 100 compared with 1 to 10:

{added}

{_section_of_teams(teams, fifty, hundred)}

`cdk synth` of 100 workers takes {synth:.1f} s (median of {len(synths)}) and {memory:.0f} MB, and writes
{cdk_resources} resources, more than the 500 that CloudFormation allows in a stack. The preview of 100 workers takes
{hundred.preview / synth:.2f} of that time."""


def _section_of_teams(teams: Teams, fifty: Size, hundred: Size) -> str:
    first, second = teams.each
    share, smaller_share = (teams.seconds(size.services) / size.up for size in (hundred, fifty))
    return f"""\
Stacks of ten services on one platform ([example](../docs/examples/platforms.md#a-platform-for-several-teams)) do not
grow: the platform takes {teams.platform:.1f} s, the first ten services {first:.1f} s, the next {second:.1f} s.
A hundred services, one stack after another, need {share:.2f} of the time in one stack, and fifty
{smaller_share:.2f}."""


def _added(smaller: Size, larger: Size, seconds: Callable[[Size], float]) -> float:
    return (seconds(larger) - seconds(smaller)) / (larger.services - smaller.services)
