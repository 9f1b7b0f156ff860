"""One stack on a local AWS: its configuration, kept beside the committed file, and the engine's commands on it."""

from __future__ import annotations

import functools
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.engine.local_aws import CHECKOUT, Finished, LocalAws

PROJECT = "ecs-on-ec2"

StackConfig = dict[str, Any]


@dataclass(frozen=True)
class Update:
    """What the engine says of a finished preview, update, refresh or destruction.

    Args:
        operations: how many resources each operation was done to (``create``, ``update``, ``replace``, ``same``, ...).
        changed: the steps for each resource that is not ``same``, by ``type name``.
        seconds: how long the command took, the wrapper included.
        engine_seconds: how long the engine says that it, took.
    """

    operations: Counter[str]
    changed: dict[str, set[str]]
    seconds: float
    engine_seconds: float

    @classmethod
    def read(cls, finished: Finished, seconds: float) -> Update:
        """Read the engine events that ``--json`` prints."""
        events = [json.loads(line) for line in finished.stdout.splitlines() if line.startswith("{")]
        summary = next(event["summaryEvent"] for event in events if "summaryEvent" in event)
        assert summary.get("result") == "succeeded", finished.output
        changed: dict[str, set[str]] = {}
        for event in events:
            step = event.get("resourcePreEvent", event.get("resOutputsEvent", {})).get("metadata", {})
            if step and step["op"] not in ("same", "read", "refresh"):
                changed.setdefault(f"{step['type']} {step['urn'].rpartition('::')[2]}", set()).add(step["op"])
        return cls(Counter(summary["resourceChanges"]), changed, seconds, summary["durationSeconds"])

    @property
    def is_unchanged(self) -> bool:
        """Whether every resource is as it was."""
        return set(self.operations) == {"same"}


class EngineStack:
    """A stack of this project on ``local_aws``; its configuration starts as the committed one and is never written.

    ``committed`` is another file than that of the stack's name.
    """

    def __init__(self, local_aws: LocalAws, name: str, folder: Path, committed: Path | None = None) -> None:
        self.local_aws = local_aws
        self.name = name
        self._file = folder / f"Pulumi.{name}.yaml"
        self.config: StackConfig = yaml.safe_load((committed or CHECKOUT / f"Pulumi.{name}.yaml").read_text())["config"]
        self._write()

    def change(self, change: Callable[[StackConfig], object]) -> None:
        """Change the configuration for the commands that follow."""
        change(self.config)
        self._write()

    def _write(self) -> None:
        self._file.write_text(yaml.safe_dump({"config": self.config}))

    def arguments(self, *command: str) -> list[str]:
        """The arguments of a Pulumi command on this stack with its configuration."""
        return [*command, "--stack", self.name, "--config-file", str(self._file)]

    def preview(self) -> Update:
        """Plan, and change nothing."""
        return self._update("preview", "--json")

    def up(self) -> Update:
        """Make AWS what the program says."""
        return self._update("up", "--yes", "--skip-preview", "--json")

    def up_without(self, urns: str) -> Update:
        """Make AWS what the program says, but for the resources of a pattern and what depends on them."""
        return self._update("up", "--yes", "--skip-preview", "--json", "--exclude", urns, "--exclude-dependents")

    def up_without_changes(self) -> Update:
        """Update a stack where nothing is to do; the engine itself refuses if there is."""
        return self._update("up", "--yes", "--skip-preview", "--json", "--expect-no-changes")

    def refresh(self) -> Update:
        """Read what AWS has into the state."""
        return self._update("refresh", "--yes", "--skip-preview", "--json")

    def refresh_without_changes(self) -> Update:
        """Refresh where the state is what AWS has; the engine itself refuses if it is not."""
        return self._update("refresh", "--yes", "--skip-preview", "--json", "--expect-no-changes")

    def destroy(self) -> Update:
        """Delete everything."""
        return self._update("destroy", "--yes", "--skip-preview", "--json")

    def _update(self, *command: str) -> Update:
        started = time.monotonic()
        finished = self.local_aws.pulumi(*self.arguments(*command)).succeeded()
        return Update.read(finished, time.monotonic() - started)

    def export(self) -> list[dict[str, Any]]:
        """The resources in the engine's state, of whose operations it saw the end."""
        if not self._state.exists():
            self.local_aws.pulumi("stack", "export", "--stack", self.name).succeeded()
        deployment = json.loads(self._state.read_text())["checkpoint"].get("latest") or {}
        assert deployment.get("pending_operations") in (None, [])
        resources: list[dict[str, Any]] = deployment.get("resources", [])
        return resources

    @property
    def _state(self) -> Path:
        # The file that `pulumi stack export` prints; a command takes half a second to read it.
        return self.local_aws.home / "state" / ".pulumi" / "stacks" / PROJECT / f"{self.name}.json"

    @functools.cached_property
    def _outputs(self) -> dict[str, Any]:
        stack = next(item for item in self.export() if item["type"] == "pulumi:pulumi:Stack")
        outputs: dict[str, Any] = stack["outputs"]
        return outputs

    def output(self, name: str) -> Any:
        """One of the stack's outputs."""
        return self._outputs[name]

    def forget_outputs(self) -> None:
        """Read the outputs again when they are next asked for: a change may have replaced what they name."""
        self.__dict__.pop("_outputs", None)

    @property
    def vpc_id(self) -> str:
        """The VPC's id, which stays the same unless a change replaces it."""
        return str(self._outputs["vpcId"])

    @property
    def cluster_name(self) -> str:
        """The cluster's name, which stays the same for a deployment's life."""
        return str(self._outputs["clusterName"])
