"""Prints suggestions after ``make up``: ``python -m tools.checkout.next_steps [--destroy] STACK``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from localaws.launcher.home import Home, user_environment
from localaws.launcher.project import ProjectCopy
from tools.checkout import ROOT

PROJECT = "ecs-on-ec2"

TEXT = """
The stack {stack!r} is on the local AWS at {endpoint}. Try next:
  localaws/pulumi stack output --stack {stack}
  localaws/pulumi preview --diff --stack {stack}    (after a change in Pulumi.{stack}.yaml)
{destroy}
The local AWS runs no containers, so the commands in the outputs that call a service work only on AWS.
`make stop` stops the local AWS and deletes every stack on it."""

PROTECTED = """\
{stack!r} is protected, so `make destroy` fails. To delete it, turn off the protection first:
{unprotect}
  make up STACK={stack}
  make destroy STACK={stack}"""


def protections(config: dict[str, Any]) -> Iterator[str]:
    """The settings that protect a stack, as paths in its configuration."""
    if (config.get(f"{PROJECT}:vpc") or {}).get("protect"):
        yield f"{PROJECT}:vpc.protect"
    for name, service in (config.get(f"{PROJECT}:services") or {}).items():
        balancer = (service or {}).get("loadBalancer")
        if isinstance(balancer, dict) and balancer.get("deletionProtection"):
            yield f"{PROJECT}:services.{name}.loadBalancer.deletionProtection"


def destroy_steps(stack: str, folder: Path) -> str:
    """The commands that remove ``stack``, of which ``folder`` has the stack file."""
    file = folder / f"Pulumi.{stack}.yaml"
    config = yaml.safe_load(file.read_text()).get("config") if file.exists() else None
    commands = [
        f"  localaws/pulumi config set --path {path} false --stack {stack}" for path in protections(config or {})
    ]
    if not commands:
        return f"  make destroy STACK={stack}"
    return PROTECTED.format(stack=stack, unprotect="\n".join(commands))


def main() -> None:
    """Print the commands for the given stack; with ``--destroy``, the commands to delete it."""
    *options, stack = sys.argv[1:]
    home = Home.from_environment(user_environment())
    # Its stack files are the committed ones with the changes of `config set`.
    steps = destroy_steps(stack, ProjectCopy.of(ROOT, home.path).folder)
    if not options:
        print(TEXT.format(stack=stack, endpoint=home.endpoint, destroy=steps))
    elif "\n" in steps:
        print(f"\n{steps}", file=sys.stderr)


if __name__ == "__main__":
    main()
