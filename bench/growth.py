"""How time and memory grow with the number of services in one stack."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import installation
from bench.plan import preview, synthesis
from bench.process import Run, resident_bytes
from bench.process import run as run_command
from bench.results import table, verdict
from localaws.server_process import running as running_server
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.local_aws import CHECKOUT, WRAPPER, LocalAws, running

TITLE = "Growth"
SERVICES = (1, 10, 50, 100)
PREVIEWS = 3
LARGEST_GROWTH = 1.2


@dataclass(frozen=True)
class Size:
    """What a stack of so many services takes."""

    services: int
    resources: int
    preview: float
    up: float
    up_unsaved: float
    peak_bytes: int
    server_bytes: int


SECONDS: dict[str, Callable[[Size], float]] = {
    "preview": lambda size: size.preview,
    "up": lambda size: size.up,
    "up unsaved": lambda size: size.up_unsaved,
}


def run() -> str:
    """Measure every size; return the section."""
    installation.provide()
    sizes = [_measured(services) for services in SERVICES]
    synthesis(SERVICES[-1])
    synths = [synthesis(SERVICES[-1]) for _ in range(PREVIEWS)]
    return _section(sizes, synths, installation.resources())


def _measured(services: int) -> Size:
    def workers(config: StackConfig) -> None:
        config["ecs-on-ec2:services"] = {
            f"worker{number}": {"topology": "private-worker"} for number in range(1, services + 1)
        }

    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "home")) as aws:
        stack = EngineStack(aws, "dev", Path(folder))
        stack.change(workers)
        preview(aws, stack)
        previews = [preview(aws, stack) for _ in range(PREVIEWS)]
        unsaved = _up(aws, stack, PULUMI_SKIP_CHECKPOINTS="true")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "home")) as aws:
        stack = EngineStack(aws, "dev", Path(folder))
        stack.change(workers)
        preview(aws, stack)
        up = _up(aws, stack)
        resources = len(stack.export())
        server = running_server(aws.port)
        server_bytes = resident_bytes(server.pid) if server else 0
    return Size(
        services,
        resources,
        median(each.seconds for each in previews),
        up.seconds,
        unsaved.seconds,
        max(each.peak_bytes for each in (*previews, up)),
        server_bytes,
    )


def _up(aws: LocalAws, stack: EngineStack, **environ: str) -> Run:
    command = [str(WRAPPER), *stack.arguments("up", "--yes", "--skip-preview")]
    return run_command(command, cwd=CHECKOUT, environ={**aws.environ, **environ})


def _section(sizes: list[Size], synths: list[Run], cdk_resources: int) -> str:
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
One stack like `dev` with so many private workers, each with a load balancer of its own. Preview: of an empty stack, the
median of {PREVIEWS}. Up: once. Up unsaved: with `PULUMI_SKIP_CHECKPOINTS`, which is not for use, since a killed `up`
then leaves no trace. Pulumi's engine writes the whole state before and after each resource when it keeps the state in
files or buckets, so that `up` is quadratic in the engine alone; this shows what is left. The memory is the peak of the
command's processes, with pages that they share counted for each; the server of the local AWS stands beside it.

{table(["services", "resources", "preview, s", "up, s", "up unsaved, s", "memory, MB", "server, MB"], rows)}

Seconds for one service more, from 50 to 100 against from 1 to 10:

{added}

`cdk synth` of 100 workers takes {synth:.1f} s (median of {len(synths)}) and {memory:.0f} MB, and writes
{cdk_resources} resources, more than the 500 that CloudFormation takes in a stack. The preview of 100 workers takes
{hundred.preview / synth:.2f} of that time."""


def _added(smaller: Size, larger: Size, seconds: Callable[[Size], float]) -> float:
    return (seconds(larger) - seconds(smaller)) / (larger.services - smaller.services)
