"""The SDK's debug messages, which it sends to the engine one by one and waits for an answer to each."""

from __future__ import annotations

from typing import Any

import pulumi


def leave_out_debug_messages() -> None:
    """Let the SDK send no debug messages of its own: several for each resource, a tenth of a preview's time.

    The engine shows them with ``--debug`` only. Those of the engine and of the plugins are there as before.
    """
    vars(pulumi.log)["debug"] = _say_nothing


def _say_nothing(*_args: Any, **_options: Any) -> None:
    """Take what :func:`pulumi.log.debug` takes."""
