"""Caches data of ``pulumi_aws`` on disk, because importing the package takes longer than planning a stack.

The cache is in the virtual environment of the package, so another version starts with an empty cache.
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


def cached(name: str, read: Callable[[], Any]) -> Any:
    """Return the JSON document ``name`` from disk, or get it from ``read`` and store it."""
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
    """Write the file atomically, because several plugins can read it; without write permission, do not cache."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as unfinished:
            json.dump(document, unfinished)
        Path(unfinished.name).replace(file)
    except OSError:
        pass
