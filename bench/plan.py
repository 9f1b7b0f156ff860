"""Measures a preview of ``dev``, from the command to its end, and a CDK synthesis of the same services."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import installation
from bench.process import Run
from bench.process import run as run_command
from bench.results import table, verdict
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import CHECKOUT, WRAPPER, LocalAws, running

TITLE = "Plan"
ROUNDS = 7
LARGEST_OF_CDK = 0.4


def preview(aws: LocalAws, stack: EngineStack) -> Run:
    """Run ``localaws/pulumi preview``, as a user does."""
    return run_command([str(WRAPPER), *stack.arguments("preview")], cwd=CHECKOUT, environ=aws.environ)


def _cdk(*command: str) -> Run:
    return run_command(command, cwd=installation.PROGRAM, environ=installation.environment())


def run() -> str:
    """Measure; return the section."""
    installation.provide()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "home")) as aws:
        stack = EngineStack(aws, "dev", Path(folder))
        commands: dict[str, Callable[[], Run]] = {
            "`localaws/pulumi preview --stack dev`": lambda: preview(aws, stack),
            "`cdk synth`": lambda: _cdk(str(installation.CLI), "synth", "--quiet"),
            "`python app.py`, the CDK program alone": lambda: _cdk(str(installation.PYTHON), "app.py"),
        }
        for command in commands.values():
            command()
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                runs[name].append(command())
        resources = sum(stack.preview().operations.values())
    return _section(runs, resources, installation.resources())


def _section(runs: dict[str, list[Run]], resources: int, cdk_resources: int) -> str:
    seconds = {name: median(each.seconds for each in found) for name, found in runs.items()}
    ours, synth, _ = seconds.values()
    rows = [
        [
            name,
            f"{seconds[name]:.2f}",
            f"{min(each.seconds for each in found):.2f} to {max(each.seconds for each in found):.2f}",
            f"{median(each.processor_seconds for each in found):.2f}",
        ]
        for name, found in runs.items()
    ]
    return f"""\
The same private worker, by Pulumi and by CDK ([`bench/cdk/app.py`](cdk/app.py), an
`ApplicationLoadBalancedEc2Service`), both with warm caches, in turn, {ROUNDS} times each.

{table(["command", "median, s", "from, to, s", "processor, s"], rows)}

Pulumi compared with `cdk synth`: {verdict(ours / synth, LARGEST_OF_CDK)}.

The two do different work. The preview plans {resources} resources: it asks AWS (here the local one, which answers
immediately) for zones, instance types and images, checks every property against the provider's schema and compares with
the state. `cdk synth` writes a template of {cdk_resources} resources and makes no calls; `cdk diff` or a change set,
which plan, need an account. The processor time is that of the command and its children, without the stand-in for the
plugin, which ends a moment later, and without the server of the local AWS, which keeps running."""
