"""Imports existing resources into Pulumi without replacing them, as docs/migrate.md describes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tools.adopt.existing_resources import UnknownInputError, read_existing_resources
from tools.adopt.ids import ids_of
from tools.adopt.names import overrides
from tools.adopt.reference import Key
from tools.plan import read_plan
from tools.state import UnreadableError


def main() -> int:
    """Print the result of the subcommand, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.adopt", description=__doc__)
    commands = parser.add_subparsers(required=True)
    ids = commands.add_parser(
        "ids", help="print the import file with the ids of existing resources, without the others"
    )
    ids.add_argument("plan", type=Path, help="the output of `pulumi preview --json --show-sames`")
    ids.add_argument("imports", type=Path, help="the import file that the same preview writes with `--import-file`")
    ids.add_argument("found", type=Path, nargs="+", help="output of the AWS CLI, or ids that you wrote")
    ids.set_defaults(run=_ids)
    names = commands.add_parser("names", help="print the overrides that keep the names of the imported resources")
    names.add_argument("plan", type=Path, help="the output of `pulumi preview --json` after the import")
    names.set_defaults(run=_names)
    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except (UnreadableError, UnknownInputError) as problem:
        print(f"adopt: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"adopt: {problem.filename}: {problem.strerror}", file=sys.stderr)
        return 1
    return 0


def _ids(arguments: argparse.Namespace) -> None:
    found = read_existing_resources({str(path): path.read_text(encoding="utf-8") for path in arguments.found})
    ids = ids_of(read_plan(arguments.plan.read_text(encoding="utf-8")).after, found)
    entries = json.loads(arguments.imports.read_text(encoding="utf-8"))["resources"]
    resources = [entry for entry in entries if entry.get("component")]
    created = []
    for entry in (entry for entry in entries if not entry.get("component")):
        if identity := ids.get(_key(entry)):
            resources.append({**entry, "id": identity})
        else:
            created.append("  " + " ".join(_key(entry)))
    json.dump({"resources": resources}, sys.stdout, indent=2)
    print(
        f"adopt: {len(ids)} exist; the next update creates {len(created)}:",
        *sorted(created),
        sep="\n",
        file=sys.stderr,
    )


def _key(entry: Mapping[str, Any]) -> Key:
    return entry["type"], entry.get("logicalName") or entry["name"]


def _names(arguments: argparse.Namespace) -> None:
    found = overrides(arguments.plan.read_text(encoding="utf-8"))
    if found:
        print(yaml.safe_dump({"ecs-on-ec2:overrides": found}, sort_keys=False), end="")
    else:
        print("adopt: no resource would get another name", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
