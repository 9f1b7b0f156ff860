"""Custom timeouts that the provider does not have: the bridge ignores them, and warns."""

from __future__ import annotations

from localaws.plugin.facts.document import Facts


def warning(facts: Facts, operation: str, seconds: float) -> str:
    """The bridge's warning of a custom timeout for ``operation`` without effect; empty where there is none to give.

    Args:
        facts: those of the resource's type.
        operation: ``create`` or ``update``. The bridge does not warn of ``delete``.
        seconds: the custom timeout, 0 for none.
    """
    if not seconds or operation in facts.timeouts or facts.of_plugin_framework:
        return ""
    # The words are Pulumi's, since this is what users search for.
    return f"Resource does not support customTimeouts, ignoring: {operation}={go_duration(seconds)}"


def heeded(facts: Facts, operation: str, seconds: float) -> float:
    """The custom timeout for ``operation`` in seconds, 0 where the provider has none that it could replace."""
    return seconds if operation in facts.timeouts else 0.0


def go_duration(seconds: float) -> str:
    """A duration as Go writes it: ``1h0m0s``, ``20m0s``, ``45s``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    if hours:
        return f"{hours}h{minutes}m{rest:g}s"
    return f"{minutes}m{rest:g}s" if minutes else f"{rest:g}s"
