"""The engine's operations with plain values: create, read, update and delete a resource with its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localaws.plugin import diff, state
from localaws.plugin.api import Api, Clients, RefusedError, error_code, error_text
from localaws.plugin.check import ProviderConfig
from localaws.plugin.facts.document import facts_of
from localaws.plugin.facts.sent import sent
from localaws.plugin.facts.timeouts import supported_timeout
from localaws.plugin.row import Created, Inputs, Row, State
from localaws.plugin.rows import TABLE
from localaws.plugin.schema import ObjectShape, resource_inputs


class InitializationError(Exception):
    """The resource exists, but a call after its creation or during its update failed."""

    def __init__(self, resource_id: str, properties: State, inputs: Inputs, reason: str) -> None:
        super().__init__(reason)
        self.resource_id = resource_id
        self.properties = properties
        self.inputs = inputs
        self.reason = reason


def row_of(resource_type: str) -> tuple[Row, ObjectShape]:
    """Return the row of a type and its inputs in ``pulumi_aws``. Raises ``RefusedError`` for a type without a row."""
    if resource_type not in TABLE:
        raise RefusedError(
            f"resource type {resource_type} is not supported by the local stand-in for the AWS plugin; "
            "localaws/plugin/README.md lists those that are"
        )
    return TABLE[resource_type], resource_inputs(resource_type)


class Operations:
    """Create, read, update and delete, with one configuration and one set of clients."""

    def __init__(self, config: ProviderConfig, clients: Clients | None = None) -> None:
        self._config = config
        self._clients = clients or Clients()

    def api(self, properties: dict[str, Any], timeout: float = 0.0, row: Row | None = None, operation: str = "") -> Api:
        """Return the API in the region of ``properties`` or the provider. ``timeout`` is in seconds, 0 for none."""
        region = properties.get("region") or self._config.region
        if not region:
            raise RefusedError("no AWS region is configured; set one with: pulumi config set aws:region us-east-1")
        if row is not None:
            timeout = supported_timeout(facts_of(row.resource_type), operation, timeout)
        return Api(self._clients, str(region), timeout, _retries(row, operation))

    def create(self, row: Row, name: str, inputs: Inputs, timeout: float = 0.0) -> tuple[str, State]:
        """Create the resource; return its id and state. Raises ``InitializationError`` if a later call fails."""
        what = f"{row.label} ({name})"
        api = self.api(inputs, timeout, row, "create")
        given = sent(facts_of(row.resource_type), "create", inputs)
        try:
            answer = row.create(api, given)
        except Exception as error:
            raise RefusedError(f"creating {what}: {error_text(error)}") from error
        created = Created(answer) if isinstance(answer, str) else answer
        before = {**state.known_before(row, {}, inputs), **created.properties}
        reason = self._finish(row, api, created.resource_id, given)
        try:
            properties = self._read(row, api, created.resource_id, before)
        except Exception as error:  # noqa: BLE001  the resource exists and must stay in the state
            properties, reason = None, reason or error_text(error)
        if reason or properties is None:
            reason = f"creating {what}: {reason or 'it does not exist after its creation'}"
            saved = {**(properties or {}), **before}
            raise InitializationError(created.resource_id, _without_id(saved), inputs, reason)
        return created.resource_id, _without_id(properties)

    def _finish(self, row: Row, api: Api, resource_id: str, inputs: Inputs) -> str:
        """Make the calls after the creation; return the reason of a failure, or an empty string."""
        if row.finish is None:
            return ""
        try:
            row.finish(api, resource_id, inputs)
        except Exception as error:  # noqa: BLE001  the resource exists and must stay in the state
            return error_text(error)
        return ""

    def read(self, row: Row, resource_id: str, old: State, old_inputs: Inputs) -> tuple[str, State, Inputs] | None:
        """Return the id, state and inputs from the API, or ``None`` if the resource no longer exists."""
        wrong_format = RefusedError(f"unexpected format of id ({resource_id}); expected: {row.import_id}")
        if not old and "ARN" in row.import_id and "arn:" not in resource_id:
            raise wrong_format
        try:
            properties = self._read(row, self.api(old or old_inputs), resource_id, old)
        except Exception as error:
            if not old and isinstance(error, LookupError | StopIteration | ValueError):
                raise wrong_format from error
            raise RefusedError(f"reading {row.label} ({resource_id}): {error_text(error)}") from error
        if properties is None:
            return None
        resource_id = properties.get("id", resource_id)
        properties = _without_id(properties)
        shape = resource_inputs(row.resource_type)
        return resource_id, properties, state.inputs_after_read(row, shape, properties, old_inputs)

    def _read(self, row: Row, api: Api, resource_id: str, previous: State) -> State | None:
        raw = row.read(api, resource_id, previous)
        if raw is None:
            return None
        shape = resource_inputs(row.resource_type)
        return state.from_api(row, shape, raw, previous, self._config, api.region)

    def update(
        self, row: Row, resource_id: str, old: State, inputs: Inputs, found: list[diff.Change], timeout: float = 0.0
    ) -> State:
        """Change the resource in place; return its state."""
        changed = frozenset(change.name for change in found)
        api = self.api(old, timeout, row, "update")
        what = f"{row.label} ({resource_id})"
        try:
            if row.update is not None and changed - ({"tags", "tagsAll"} if row.write_tags else set()):
                row.update(api, resource_id, old, sent(facts_of(row.resource_type), "update", inputs), changed)
            if row.write_tags is not None and "tagsAll" in changed:
                _write_tags(row, api, resource_id, old, inputs)
            properties = self._read(row, api, resource_id, state.known_before(row, old, inputs))
        except Exception as error:
            reason = f"updating {what}: {error_text(error)}"
            if facts_of(row.resource_type).of_plugin_framework:
                raise RefusedError(reason) from error
            # The provider saves the planned values, so the next update has no changes.
            planned = _without_id(state.known_before(row, old, inputs))
            raise InitializationError(resource_id, planned, inputs, reason) from error
        if properties is None:
            raise RefusedError(f"updating {what}: it is gone; run a refresh")
        return _without_id(properties)

    def delete(self, row: Row, resource_id: str, old: State, timeout: float = 0.0) -> None:
        """Delete the resource; a missing resource counts as deleted."""
        try:
            row.delete(self.api(old, timeout, row, "delete"), resource_id, old)
        except Exception as error:
            if not _is_gone(row, error):
                raise RefusedError(f"deleting {row.label} ({resource_id}): {error_text(error)}") from error


def _without_id(properties: State) -> State:
    return {name: value for name, value in properties.items() if name != "id"}


def _write_tags(row: Row, api: Api, resource_id: str, old: State, inputs: Inputs) -> None:
    before, after = old.get("tagsAll", {}), inputs.get("tagsAll", {})
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    if row.write_tags is not None:
        row.write_tags(api, resource_id, old, changed, sorted(before.keys() - after.keys()))


def _retries(row: Row | None, operation: str) -> list[Mapping[str, Any]] | None:
    """Return the errors that the provider retries, or ``None`` if they are unknown."""
    facts = facts_of(row.resource_type) if row else None
    return facts.operation(operation).get("retries", []) if facts and facts.document else None


def _is_gone(row: Row, error: BaseException) -> bool:
    """Whether the provider treats the error of a deletion as success."""
    code = error_code(error)
    gone = facts_of(row.resource_type).operation("delete").get("gone")
    if gone is not None:
        return code in gone
    return code == "NoSuchEntity" or code.endswith(("NotFound", "NotFoundException"))
