"""Draws the deployed or planned stack on standard input.

``pulumi stack export | python -m tools.diagram`` or ``pulumi preview --json --show-sames | python -m tools.diagram``.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from tools.diagram.deployment import read_deployment
from tools.plan import read_change
from tools.state import UnreadableError


def main() -> int:
    """Write the picture to the named file or to standard output, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.diagram", description=__doc__)
    parser.add_argument("picture", nargs="?", type=Path, help="the file to write; default: standard output")
    picture = parser.parse_args().picture
    if importlib.util.find_spec("svg") is None:
        print("diagram: this Python does not have svg.py: `make setup` creates a .venv with it", file=sys.stderr)
        return 1
    from tools.diagram.picture import draw  # noqa: PLC0415 it imports svg

    try:
        drawn = draw(read_deployment(read_change(sys.stdin.read()).after))
        if picture is None:
            sys.stdout.write(drawn)
        else:
            picture.write_text(drawn, encoding="utf-8")
            print(f"wrote {picture}")
    except UnreadableError as problem:
        print(f"diagram: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"diagram: {picture}: {problem.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
