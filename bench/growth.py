"""Measures the growth of the time with the number of services in one stack, and in several stacks on one platform."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench.plan import preview
from bench.process import Run
from bench.process import run as run_command
from bench.results import table, verdict
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.local_aws import CHECKOUT, WRAPPER, LocalAws, running

TITLE = "Growth"
SERVICES = (1, 10, 50, 100)
PREVIEWS = 7
LARGEST_GROWTH = 1.2
TEAMS = ("public-api", "prod")
"""Stacks that are measured only with services, as examples of teams' stacks."""
OF_A_TEAM = 10
"""The number of services in each."""


@dataclass(frozen=True)
class Size:
    """The seconds of a stack with a number of services."""

    services: int
    resources: int
    preview: float
    up: float


@dataclass(frozen=True)
class Teams:
    """Seconds of ``up`` for stacks of :data:`OF_A_TEAM` services on one platform."""

    platform: float
    each: tuple[float, ...]

    def seconds(self, services: int) -> float:
        """Return the seconds of this many services, one stack after another."""
        return self.platform + services / OF_A_TEAM * median(self.each)


def run() -> str:
    """Measure every size; return the section."""
    previews = _previews()
    sizes = [_measured(services, previews[services]) for services in SERVICES]
    return _section(sizes, _measured_teams())


def _workers(services: int, prefix: str = "worker") -> dict[str, object]:
    return {f"{prefix}{number}": {"topology": "private-worker"} for number in range(1, services + 1)}


def _previews() -> dict[int, list[Run]]:
    """Return the runs of each size, which take turns, so that a temporarily slow machine affects all of them."""
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


def _measured(services: int, previews: list[Run]) -> Size:
    with _deploying(services) as (aws, stack):
        up = _up(aws, stack)
        return Size(services, len(stack.export()), median(each.seconds for each in previews), up.seconds)


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


def _up(aws: LocalAws, stack: EngineStack) -> Run:
    command = [str(WRAPPER), *stack.arguments("up", "--yes", "--skip-preview")]
    return run_command(command, cwd=CHECKOUT, environ=aws.environ)


def _section(sizes: list[Size], teams: Teams) -> str:
    rows = [[size.services, size.resources, f"{size.preview:.2f}", f"{size.up:.1f}"] for size in sizes]
    one, ten, fifty, hundred = sizes
    first, second = teams.each
    share, smaller_share = (teams.seconds(size.services) / size.up for size in (hundred, fifty))
    return f"""\
One stack like `dev` with this number of private workers, each with its own load balancer. Preview: an empty stack, the
median of {PREVIEWS}, with the sizes in turn. Up: once. With state in files or buckets, Pulumi's engine writes the whole
state before and after each resource, so `up` is quadratic in the engine.

{table(["services", "resources", "preview, s", "up, s"], rows)}

Seconds for each additional service, from 50 to 100 compared with 1 to 10:

- preview: {_added(one, ten, fifty, hundred, lambda size: size.preview)}
- up: {_added(one, ten, fifty, hundred, lambda size: size.up)}

Stacks of ten services on one platform ([example](../docs/examples/platforms.md#a-platform-for-several-teams)) do not
grow: the platform takes {teams.platform:.1f} s, the first ten services {first:.1f} s, the next {second:.1f} s.
A hundred services, one stack after another, need {share:.2f} of the time in one stack, and fifty
{smaller_share:.2f}."""


def _added(one: Size, ten: Size, fifty: Size, hundred: Size, seconds: Callable[[Size], float]) -> str:
    """Compare the seconds for each additional service of large stacks with those of small ones."""
    few = (seconds(ten) - seconds(one)) / (ten.services - one.services)
    more = (seconds(hundred) - seconds(fifty)) / (hundred.services - fifty.services)
    return f"{more:.3f} against {few:.3f}, ratio {verdict(more / few, LARGEST_GROWTH)}"
