"""One change of one setting of a shipped stack, with the configurations before and after."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from settings import Settings
from tests.harness.build import STACKS, project_config
from tests.updates.settings_paths import ABSENT, Config, every_value, is_map, keys_of, put, smallest_object, value_at

WORKER, API = "private-worker", "public-api"


@dataclass(frozen=True)
class Row:
    """The new values of a setting, and the conditions of the change.

    Args:
        setting: its path, as :func:`tests.updates.settings_paths.setting_schemas` has it.
        values: the new value is the first of them that differs from the stack's. Default: for a setting of a few
            values, each of the others. The value of a map is added to that of the stack.
        given: settings of the stack before the change, by path, so that the change is valid and has an effect.
        along: settings that change with it, by path, because the change alone is refused.
        stacks: the stacks in which the change makes sense.
        topology: the topology of the changed service. Default: that of the stack's first service.
        changes_nothing: the reason that no resource changes; empty if one must change.
        not_on_engine: the reason that the engine does not make the change; empty if it does.
    """

    setting: str
    values: tuple[Any, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    along: Mapping[str, Any] = field(default_factory=dict)
    stacks: tuple[str, ...] = STACKS
    topology: str | None = None
    changes_nothing: str = ""
    not_on_engine: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """A row on a stack; the keys of the configurations have no project prefix."""

    row: Row
    stack: str
    old: Any
    new: Any
    before: Config
    after: Config

    def __str__(self) -> str:
        return f"{self.row.setting}: {shown(self.old)} -> {shown(self.new)}"


def shown(value: Any) -> str:
    """Return a value on one line in the form of a stack file."""
    if value is ABSENT:
        return "left out"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return str(value)


def shipped_config(stack: str) -> Config:
    """Return a shipped stack's configuration without deletion protection."""
    # Not a deep copy: services that share an object by a YAML anchor would still share it, and change together.
    config: Config = json.loads(json.dumps(project_config(stack)))
    config.get("vpc", {}).pop("protect", None)
    for service in config["services"].values():
        service.get("loadBalancer", {}).pop("deletionProtection", None)
    return config


def cases(row: Row, stack: str) -> Iterator[Case]:
    """Yield a row's changes of a stack; none if the row does not apply to it."""
    before = shipped_config(stack)
    service = _service(before, row)
    if stack not in row.stacks or service is None:
        return
    for path, value in row.given.items():
        put(before, path, service, value)
    _make_holder(before, row.setting, service)
    old = value_at(before, keys_of(before, row.setting, service))
    for value in row.values or every_value(row.setting) or ():
        after = copy.deepcopy(before)
        added = {**old, **value} if is_map(row.setting) and isinstance(old, dict) and isinstance(value, dict) else value
        put(after, row.setting, service, added)
        for path, along in row.along.items():
            put(after, path, service, along)
        if meaning(after) == meaning(before):
            continue
        yield Case(row, stack, old, added, before, after)
        if row.values:
            return


def _service(config: Config, row: Row) -> str | None:
    services = config["services"].items()
    fitting = (name for name, args in services if row.topology in (None, args["topology"]))
    return next(fitting, None)


def _make_holder(config: Config, setting: str, service: str) -> None:
    """Create the object that contains a setting if the stack lacks it; another row adds the object itself."""
    holder = setting.rpartition(".")[0]
    if holder and value_at(config, keys_of(config, setting, service)[:-1]) is ABSENT:
        put(config, holder, service, smallest_object(holder)[1])


def meaning(config: Config) -> dict[str, Any]:
    """Return the meaning of a configuration, with defaults filled in."""
    settings: Settings = Settings.from_stack_file(config)
    return settings.model_dump()
