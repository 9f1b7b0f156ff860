"""botocore's models of AWS's services, each parsed once.

moto reads a service's model through a new session or loader in several places: for the list of regions when it is
imported, and again at the service's first request. EC2's model alone takes 0.3 seconds.
"""

from __future__ import annotations

import functools
from typing import Any

from botocore.loaders import JSONFileLoader

_load_file = JSONFileLoader.load_file


@functools.cache
def _parsed(path: str) -> Any:
    return _load_file(JSONFileLoader(), path)


def _share(_loader: JSONFileLoader, file_path: str) -> Any:
    return _parsed(file_path)


def parse_once() -> None:
    """Let all of botocore's loaders share the files that they parse.

    A loader merges the model's extras into it, which changes nothing the second time.
    """
    JSONFileLoader.load_file = _share  # type: ignore[method-assign,assignment]
