"""The table as Markdown: ``python -m localaws.plugin.table_document`` writes it into this folder's README.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from localaws.plugin.facts.document import Facts, facts_of
from localaws.plugin.functions import FUNCTIONS
from localaws.plugin.row import Row
from localaws.plugin.rows import TABLE
from localaws.plugin.schema import resource_inputs

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def document() -> str:
    """Return README.md with the current table."""
    text = README.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    return head + BEGIN + "".join(f"{line}\n" for line in _lines()) + END + rest.split(END)[1]


def _lines() -> Iterator[str]:
    yield "| Resource type | Automatic name | Import by | Refused properties | Read from the state |"
    yield "|---|---|---|---|---|"
    for resource_type in sorted(TABLE):
        yield _line(TABLE[resource_type])
    yield ""
    yield from _facts_lines()
    yield ""
    yield "| Function | Arguments besides `region` |"
    yield "|---|---|"
    for token, function in sorted(FUNCTIONS.items()):
        yield f"| `{token}` | {_names(function.arguments) or 'none'} |"


def _line(row: Row) -> str:
    rule = row.auto_name
    name = f"up to {rule.max_length} characters" if rule else "no"
    refused = resource_inputs(row.resource_type).properties.keys() - row.inputs.keys()
    not_stored = "; ".join(f"`{each}`: {reason}" for each, reason in sorted(row.not_stored.items()))
    cells = (f"`{row.resource_type}`", name, row.import_id, _names(refused) or "none", not_stored or "nothing")
    return f"| {' | '.join(cells)} |"


def _facts_lines() -> Iterator[str]:
    whole = [token for token in TABLE if not facts_of(token).not_verified]
    yield (
        f"The facts of {len(whole)} of {len(TABLE)} types are verified in full: the provider's source has been read "
        "for each property that the stand-in supports."
    )
    yield ""
    yield "| Resource type | Custom timeouts | The provider retries | Not verified |"
    yield "|---|---|---|---|"
    for token in sorted(TABLE):
        facts = facts_of(token)
        timeouts = ", ".join(f"{operation} {default}" for operation, default in facts.timeouts.items())
        gaps = "; ".join(facts.not_verified).replace("|", "\\|")
        yield f"| `{token}` | {timeouts or 'none'} | {_retries(facts) or 'nothing'} | {gaps or 'nothing'} |"


def _retries(facts: Facts) -> str:
    retried = []
    for operation in ("create", "update", "delete"):
        codes = {code for rule in facts.operation(operation).get("retries", ()) for code in rule["codes"]}
        if codes:
            retried.append(f"{operation}: {_names(codes)}")
    return "; ".join(retried)


def _names(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    README.write_text(document(), encoding="utf-8")
