"""The update matrix on the engine: makes each change, checks the result and reverts the change.

``python -m tests.updates.matrix [STACK ...]``, `make matrix`. Each plan is compared with the one under mocks. Of
changes with similar plans, it makes only the first one without ``--every``.
"""

from __future__ import annotations

import argparse
import copy
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.engine.engine_stack import PROJECT, EngineStack, Update
from tests.engine.inventory import inventory, validation_records
from tests.engine.lifecycle import REPLACEMENT
from tests.engine.local_aws import LocalAws, running
from tests.harness.build import STACKS
from tests.updates.case import Case, meaning, shipped_config
from tests.updates.effects import in_words, marked, replaced
from tests.updates.plan import REPLACE, Plan, plan_change
from tests.updates.prepared import ALLOCATION_ID, prepare
from tests.updates.promise import broken_promises, is_without_services
from tests.updates.rows import cases_of
from tests.updates.settings_paths import Config, setting_schemas


def main(arguments: list[str]) -> int:
    """Run the matrix; return the number of failed changes."""
    parser = argparse.ArgumentParser(prog="python -m tests.updates.matrix")
    parser.add_argument("stacks", nargs="*", default=list(STACKS), metavar="STACK", help="Default: all three")
    parser.add_argument("--every", action="store_true", help="also changes with a plan like that of another change")
    parser.add_argument("--only", default="", metavar="TEXT", help="only settings with this text in their path")
    options = parser.parse_args(arguments)
    failed = 0
    for stack in options.stacks:
        failed += run_stack(stack, chosen_cases(stack, every=options.every, only=options.only))
    return min(failed, 1)


def chosen_cases(stack: str, *, every: bool, only: str = "") -> list[Case]:
    """Return the changes to make, grouped by starting point."""
    earlier_stacks = STACKS[: STACKS.index(stack)]
    earlier = [case for name in earlier_stacks for case in cases_of(name) if only in case.row.setting]
    seen = set() if every else {signature(case) for case in earlier}
    chosen: dict[str, list[Case]] = {}
    for case in cases_of(stack):
        if only in case.row.setting and not case.row.not_on_engine and (every or signature(case) not in seen):
            seen.add(signature(case))
            chosen.setdefault(repr(meaning(case.before)), []).append(case)
    return [case for group in chosen.values() for case in group]


def signature(case: Case) -> object:
    """Return the operations of a case's plans by type, without the names of resources."""
    plans = (plan_change(case.before, case.after), plan_change(case.after, case.before))
    return tuple(frozenset((step.operation, step.type, step.properties) for step in plan) for plan in plans)


def run_stack(name: str, cases: list[Case]) -> int:
    """Make every change of a stack on a separate local AWS; return the number of failed changes."""
    failed, done, started = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "home") as aws:
        # Starts the server.
        EngineStack(aws, name, Path(folder)).preview()
        allocations = frozenset(ALLOCATION_ID.findall(repr([case.after for case in cases])))
        names = prepare(aws.client, allocations)
        there = inventory(aws.client)
        stack = MatrixStack(aws, name, Path(folder), names)
        stack.move_to(shipped_config(name))
        for done, case in enumerate(cases, start=1):
            problem = stack.attempt(case)
            failed += bool(problem)
            say(f"{name} {done}/{len(cases)} {'FAILED' if problem else 'ok'} {case}: {stack.words(case)}")
            if problem:
                say(problem)
            if problem and not stack.recover():
                break
        left = stack.end()
        remains = inventory(aws.client) ^ there
        left |= {f"{kind} {identifier} is left" for kind, identifier in remains - validation_records(remains)}
    for line in left:
        say(f"{name} FAILED at the end: {line}")
    minutes = (time.monotonic() - started) / 60
    say(f"{name}: {done - failed} of {len(cases)} changes, made and reverted, in {minutes:.0f} minutes")
    return len(cases) - done + failed + len(left)


def say(line: str) -> None:
    """Print a line without buffering, because a run takes hours."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class MatrixStack:
    """A stack on which the matrix makes changes."""

    def __init__(self, aws: LocalAws, name: str, folder: Path, names: Mapping[str, str]) -> None:
        self._engine = EngineStack(aws, name, folder)
        self._base = shipped_config(name)
        self._names = names
        self._at: Config = {}

    def words(self, case: Case) -> str:
        """Return the effect of a case in words."""
        return in_words(plan_change(case.before, case.after))

    def move_to(self, config: Config) -> Update:
        """Update the stack to a configuration."""
        self._configure(config)
        update = self._engine.up()
        self._at = config
        return update

    def attempt(self, case: Case) -> str:
        """Make a change and revert it; return the problem, if any."""
        try:
            if not self._at or meaning(self._at) != meaning(case.before):
                self.move_to(case.before)
            self._make(case, case.before, case.after)
            self._engine.up_without_changes()
            found = set() if is_without_services(self._engine.config) else broken_promises(self._engine)
            assert not found, found
            self._make(case, case.after, case.before)
        except Exception as error:  # noqa: BLE001 the other changes must still be made
            return str(error)[-4000:]
        return ""

    def recover(self) -> bool:
        """Return to the starting point of the next change, if necessary through destroy; return whether it
        succeeded."""
        self._at = {}
        self._configure(self._base)
        for steps in ((self._engine.refresh,), (self._engine.refresh, self._engine.destroy)):
            try:
                for step in steps:
                    step()
                self.move_to(self._base)
            except AssertionError as error:
                say(f"it does not recover by {steps[-1].__name__} and up: {str(error)[-1500:]}")
            else:
                return True
        return False

    def end(self) -> set[str]:
        """Return to the shipped configuration, check the stack, and destroy it; return the problem, if any."""
        try:
            self.move_to(self._base)
            self._engine.up_without_changes()
            self._engine.refresh_without_changes()
            found = broken_promises(self._engine)
            self._engine.destroy()
            assert self._engine.export() == [], "the state still has resources"
        except AssertionError as error:
            return {str(error)[-4000:]}
        return found

    def _make(self, case: Case, before: Config, after: Config) -> None:
        plan = plan_change(before, after)
        unsaid = replaced(plan) - marked(setting_schemas()[case.row.setting]["description"])
        update = self.move_to(after)
        self._engine.forget_outputs()
        assert made(update) == planned(plan), f"made {made(update)}\nplanned {planned(plan)}"
        assert not unsaid, f"the configuration reference does not say that it replaces {', '.join(sorted(unsaid))}"

    def _configure(self, config: Config) -> None:
        named = {key: self._named(value) for key, value in copy.deepcopy(config).items()}

        def change(target: dict[str, Any]) -> None:
            for key in [key for key in target if key.startswith(f"{PROJECT}:")]:
                del target[key]
            target.update({f"{PROJECT}:{key}": value for key, value in named.items()})

        self._engine.change(change)

    def _named(self, value: Any) -> Any:
        """Return a value with the rows' names replaced by AWS's."""
        if isinstance(value, dict):
            return {key: self._named(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._named(item) for item in value]
        return self._names.get(value, value) if isinstance(value, str) else value


def made(update: Update) -> dict[str, set[str]]:
    """Return the engine's operations on AWS's resources, by type and name."""
    # Resources that the program only reads, such as an existing certificate, are removed from the state alone.
    # A resource of a replaced one is deleted with it ("delete-replaced"), also when the program no longer has it.
    changed = {
        resource: {"delete"} if steps == {"delete-replaced"} else steps - {"discard"}
        for resource, steps in update.changed.items()
    }
    return {resource: steps for resource, steps in changed.items() if steps and resource.startswith("aws:")}


def planned(plan: Plan) -> dict[str, set[str]]:
    """Return the same for a plan."""
    return {
        f"{step.type} {step.name}": REPLACEMENT if step.operation == REPLACE else {step.operation}
        for step in plan
        if step.type.startswith("aws:")
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
