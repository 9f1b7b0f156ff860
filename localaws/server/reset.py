"""moto's reset without the work that it throws away.

To reset, moto fills each backend again and then forgets it; the next request creates another one. That is most of the
time of a reset. Backends with files (S3) or processes (Batch) clean up in methods of their own, which stay.
"""

from __future__ import annotations

from moto.core.base_backend import BaseBackend


def _forget(backend: BaseBackend) -> None:
    """Do nothing: ``BackendDict.reset``, which calls this, drops the backend afterwards."""


BaseBackend.reset = _forget  # type: ignore[method-assign,assignment]
