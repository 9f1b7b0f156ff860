"""Prints the cost of the idle stack on standard input.

``pulumi preview --json --show-sames | python -m tools.cost`` compares before and after; ``pulumi stack export | python
-m tools.cost`` prints the cost of the deployed stack.
"""

from __future__ import annotations

import argparse
import sys

from tools.cost.report import report
from tools.plan import read_change
from tools.state import UnreadableError


def main() -> int:
    """Print the report; return the exit code."""
    argparse.ArgumentParser(prog="python -m tools.cost", description=__doc__).parse_args()
    try:
        sys.stdout.write(report(read_change(sys.stdin.read())))
    except UnreadableError as problem:
        print(f"cost: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
