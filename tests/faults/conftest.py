"""Each test has a separate local AWS, and the run prints a table of all outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.engine import changes
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import CHECKOUT, LocalAws, running
from tests.faults.fault_rules import Operation
from tests.faults.outcomes import KILLS, OUTCOME, RecordKills, RecordOutcomes, document, table_lines
from tests.faults.repeated_runs import StackOperations

MakeStack = Callable[[str], EngineStack]

EXAMPLES = {
    file.parent.name: file
    for file in sorted((CHECKOUT / "examples").glob("*/Pulumi.*.yaml"))
    if not (file.parent / "Pulumi.yaml").exists()
}
"""The examples that are stack files of this program, by their names."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults-document", type=Path, help="write the table of a run without failures to this file")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    failed = bool(terminalreporter.stats.get("failed") or terminalreporter.stats.get("error"))
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    found = [each for report in reports if report.when == "call" for each in report.user_properties]
    for line in table_lines(found):
        terminalreporter.write_line(line)
    # The option exists only if these tests are on the command line.
    file: Path | None = config.getoption("--faults-document", default=None)
    if file and found and not failed:
        file.write_text(document(f"{datetime.now(timezone.utc):%Y-%m-%d}", found))


@pytest.fixture
def stack_of(tmp_path: Path) -> Iterator[MakeStack]:
    """Return a factory of stacks by their committed file, without protection from deletion."""
    with running(tmp_path / "local-aws") as aws:

        def make(name: str) -> EngineStack:
            stack = unprotected(aws, name, tmp_path)
            assert stack.export() == []
            return stack

        yield make


def unprotected(aws: LocalAws, name: str, folder: Path) -> EngineStack:
    """Return a stack that can be destroyed, by the name of its committed file or of an example."""
    example = EXAMPLES.get(name)
    stack = EngineStack(aws, "dev", folder, example) if example else EngineStack(aws, name, folder)
    stack.change(changes.unprotect)
    # Its queue is not a part of the stack.
    stack.change(lambda config: changes.services(config).pop("invoices", None))
    return stack


@pytest.fixture(scope="session")
def operations_of_stack(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], StackOperations]:
    """Return the operations that a stack calls, recorded once per process, which includes new operations."""
    known: dict[str, StackOperations] = {}

    def record_operations(name: str) -> StackOperations:
        if name not in known:
            folder = tmp_path_factory.mktemp(name)
            with running(folder / "local-aws") as aws:
                known[name] = StackOperations.of(unprotected(aws, name, folder))
        return known[name]

    return record_operations


@pytest.fixture
def outcomes(record_property: Callable[[str, object], None]) -> RecordOutcomes:
    """Record outcomes for the table."""

    def record(stack: str, command: str, kind: str, found: Mapping[Operation, str]) -> None:
        for operation, outcome in found.items():
            record_property(OUTCOME, (stack, command, kind, operation.service, operation.name, outcome))

    return record


@pytest.fixture
def kills(record_property: Callable[[str, object], None]) -> RecordKills:
    """Record the number of kills of a command for the table."""

    def record(stack: str, command: str, changes: int, count: int) -> None:
        record_property(KILLS, (stack, command, changes, count))

    return record
