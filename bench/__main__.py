"""Measure some parts, or all: ``python -m bench [plan] [growth] [deployment]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import deployment, growth, plan, results
from localaws.launcher.console import LocalAwsError, refuse

PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "plan": (plan.TITLE, plan.run),
    "growth": (growth.TITLE, growth.run),
    "deployment": (deployment.TITLE, deployment.run),
}


def main() -> int:
    """Measure and write ``bench/RESULTS.md``; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the speed of the program.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all if none is given")
    parts = parser.parse_args().parts or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; the parts are {', '.join(PARTS)}")
    order = [title for title, _ in PARTS.values()]
    for name in parts:
        title, measure = PARTS[name]
        machine = "" if name == "deployment" else f" {results.machine()}"
        try:
            section = measure()
        except LocalAwsError as error:
            return refuse(error)
        print(f"## {title}\n\n{section}\n", flush=True)
        command = f"Command: `.venv/bin/python -m bench {name}`.{machine}"
        results.write({title: f"{section}\n\n{command}"}, order)
    return 0


if __name__ == "__main__":
    sys.exit(main())
