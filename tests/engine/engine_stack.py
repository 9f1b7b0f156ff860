"""One stack on a local AWS, with its configuration in a separate file and the Pulumi commands on it."""

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
    """The engine's summary of a finished preview, update, refresh or destroy.

    Args:
        operations: the number of resources by operation (``create``, ``update``, ``replace``, ``same``, ...).
        changed: the steps for each resource that is not ``same``, by ``type name``.
        seconds: the duration of the command, with the wrapper.
        engine_seconds: the duration that the engine reports.
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
        """Whether every resource is unchanged."""
        return set(self.operations) == {"same"}


class EngineStack:
    """A stack of this project on ``local_aws``; its configuration is a copy of the committed file.

    ``committed`` names a file other than the stack's own.
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
        """Return the arguments of a Pulumi command on this stack with its configuration."""
        return [*command, "--stack", self.name, "--config-file", str(self._file)]

    def preview(self) -> Update:
        """Preview the update."""
        return self._update("preview", "--json")

    def up(self) -> Update:
        """Deploy the program."""
        return self._update("up", "--yes", "--skip-preview", "--json")

    def up_without(self, urns: str) -> Update:
        """Deploy the program without the resources that match a pattern and their dependents."""
        return self._update("up", "--yes", "--skip-preview", "--json", "--exclude", urns, "--exclude-dependents")

    def up_without_changes(self) -> Update:
        """Update with ``--expect-no-changes``, with which the engine fails if there are changes."""
        return self._update("up", "--yes", "--skip-preview", "--json", "--expect-no-changes")

    def refresh(self) -> Update:
        """Read the resources from AWS into the state."""
        return self._update("refresh", "--yes", "--skip-preview", "--json")

    def refresh_without_changes(self) -> Update:
        """Refresh with ``--expect-no-changes``, with which the engine fails if there is drift."""
        return self._update("refresh", "--yes", "--skip-preview", "--json", "--expect-no-changes")

    def destroy(self) -> Update:
        """Delete everything."""
        return self._update("destroy", "--yes", "--skip-preview", "--json")

    def _update(self, *command: str) -> Update:
        started = time.monotonic()
        finished = self.local_aws.pulumi(*self.arguments(*command)).succeeded()
        return Update.read(finished, time.monotonic() - started)

    def export(self) -> list[dict[str, Any]]:
        """Return the resources in the engine's state; fail if an operation is pending."""
        if not self._state.exists():
            self.local_aws.pulumi("stack", "export", "--stack", self.name).succeeded()
        deployment = json.loads(self._state.read_text())["checkpoint"].get("latest") or {}
        assert deployment.get("pending_operations") in (None, [])
        resources: list[dict[str, Any]] = deployment.get("resources", [])
        return resources

    @property
    def _state(self) -> Path:
        # Read directly, because `pulumi stack export` takes half a second.
        return self.local_aws.home / "state" / ".pulumi" / "stacks" / PROJECT / f"{self.name}.json"

    @functools.cached_property
    def _outputs(self) -> dict[str, Any]:
        stack = next(item for item in self.export() if item["type"] == "pulumi:pulumi:Stack")
        outputs: dict[str, Any] = stack["outputs"]
        return outputs

    def output(self, name: str) -> Any:
        """Return one of the stack's outputs."""
        return self._outputs[name]

    def forget_outputs(self) -> None:
        """Discard the cached outputs, because an update can replace the resources."""
        self.__dict__.pop("_outputs", None)

    @property
    def vpc_id(self) -> str:
        """The id of the VPC, which changes only if the VPC is replaced."""
        return str(self._outputs["vpcId"])

    @property
    def cluster_name(self) -> str:
        """The name of the cluster, which does not change."""
        return str(self._outputs["clusterName"])
