"""The table of operations, faults and outcomes that the tests recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tests.faults.fault_rules import Operation
from tests.faults.on_aws import repeated

OUTCOME = "fault point"
"""The test property with the stack, the command, the kind of the fault, the operation and the outcome."""
KILLS = "kills"
"""The test property with the stack, the command, the changes between two kills and the number of kills."""

RecordOutcomes = Callable[[str, str, str, Mapping[Operation, str]], None]
RecordKills = Callable[[str, str, int, int], None]

KINDS = {
    "throttle": "throttled",
    "error500": "500",
    "drop": "dropped before",
    "lost": "dropped after",
    "accessdenied": "denied",
}
NOT_RUN = "-"

Properties = Iterable[tuple[str, object]]


def table_lines(properties: Properties) -> list[str]:
    """Return the tables in Markdown from the properties of all tests; none if no test recorded anything."""
    found = [(name, tuple(value)) for name, value in properties if isinstance(value, list | tuple)]
    points = [tuple(map(str, value)) for name, value in found if name == OUTCOME]
    kills = [value for name, value in found if name == KILLS]
    lines: list[str] = []
    for command in ("up", "destroy"):
        of_command = [point for point in points if point[1] == command]
        if of_command:
            lines += ["", f"## Faults at each operation of `{command}`", "", *_operations(of_command)]
    if kills:
        lines += ["", "## The engine killed", "", *_kills(kills)]
    return lines


def _operations(points: list[tuple[str, ...]]) -> Iterable[str]:
    yield f"| Operation | Stacks | {' | '.join(KINDS.values())} | answer lost on AWS |"
    yield "|---" * (len(KINDS) + 3) + "|"
    for service, name in sorted({(point[3], point[4]) for point in points}):
        here = [point for point in points if point[3:5] == (service, name)]
        stacks = ", ".join(sorted({point[0] for point in here}))
        cells = [" / ".join(sorted({point[5] for point in here if point[2] == kind})) or NOT_RUN for kind in KINDS]
        on_aws = repeated(Operation(service, name))
        yield f"| `{service}` {name} | {stacks} | {' | '.join(cells)} | {on_aws} |"


def _kills(kills: list[tuple[object, ...]]) -> Iterable[str]:
    yield "| Command | Stack | changes between two kills | kills until it succeeded |"
    yield "|---|---|---|---|"
    for stack, command, changes, count in sorted(kills, key=str):
        yield f"| `{command}` | {stack} | {changes} | {count} |"


HEAD = """\
# Fault points

The behavior of `up` and `destroy` when AWS throttles, fails, refuses or does not answer, and when the engine is killed.
Written by `make faults DOCUMENT=tests/faults/RESULTS.md` on the local AWS, {date}; `make faults` repeats the run.

A fault affects the first call of each operation that the stack calls, as recorded in a run without faults. After a
failed run, the test removes the faults: `refresh` succeeds, and boto3 finds no resource that is missing in the state.
At the end, `up` has no changes, or `destroy` leaves nothing in any API.

- **throttled**, **500**: the API's own error of that kind. **denied**: its error for a missing permission.
- **dropped before**, **dropped after**: the connection closes without an answer, before or after the
  operation.
- **went through**: the call was repeated, and the run succeeded.
- **failed, then converged**: the run failed immediately with an error that names the operation and the resource; after
  a refresh, the next run continued.
- **failed until the rule is revoked**: the provider keeps a security group whose default egress rule it could not
  revoke, and does not try again. The next run fails with `InvalidPermission.Duplicate` until you revoke that rule:
  `aws ec2 revoke-security-group-egress --group-id GROUP --protocol all --cidr 0.0.0.0/0`.
- **-**: not tried. Each refusal needs a separate run, so only dev tries them.
- **answer lost on AWS**: on the local AWS, the stand-in for the plugin sends a token with each call, so a lost answer
  creates no second resource. On AWS, some operations accept no token. The effect of their repetition comes from AWS's
  descriptions of its APIs and from their error codes, and was not run. An orphan has the tags `project` and `stack`, if
  its kind has tags.
- A permanent fault ends the command after four tries, with the same kind of error.
- **killed**: SIGKILL to the engine while other changes wait at AWS, which makes them afterwards. Then `refresh` adopts
  the created resources, and the same command runs again, until it succeeds.
"""


def document(date: str, properties: Properties) -> str:
    """Return the whole document."""
    return "\n".join([HEAD.format(date=date).rstrip(), *table_lines(properties), ""])
