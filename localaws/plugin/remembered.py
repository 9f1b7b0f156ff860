"""What was read of ``pulumi_aws``, kept on disk: importing the package takes longer than planning a stack.

It is kept in the virtual environment that holds the package, so that another version begins anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "schema.py"


def remembered(name: str, read: Callable[[], Any]) -> Any:
    """The JSON document ``name``, from disk, or else from ``read``, which is then kept."""
    folder = _folder()
    if folder is None:
        return read()
    file = folder / f"{name.translate(str.maketrans('/:', '..'))}.json"
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError):
        document = read()
    _keep(file, document)
    return document


@functools.cache
def _folder() -> Path | None:
    if sys.prefix == sys.base_prefix:
        return None
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    return Path(sys.prefix, "share", "localaws", f"pulumi_aws-{version('pulumi_aws')}-{digest}")


def _keep(file: Path, document: Any) -> None:
    """Write in one step, since several plugins may read; without the right to write, it is read anew each time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as unfinished:
            json.dump(document, unfinished)
        Path(unfinished.name).replace(file)
    except OSError:
        pass
