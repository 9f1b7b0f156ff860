"""A faster reset of moto.

moto fills each backend again and then drops it; the next request creates another one. This takes most of the time of a
reset. Backends with files (S3) or processes (Batch) clean up in their own methods, which are kept.
"""

from __future__ import annotations

from moto.core.base_backend import BaseBackend


def _forget(backend: BaseBackend) -> None:
    """Do nothing: ``BackendDict.reset``, which calls this, drops the backend afterwards."""


BaseBackend.reset = _forget  # type: ignore[method-assign,assignment]
