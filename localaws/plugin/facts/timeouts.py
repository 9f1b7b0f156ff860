"""Custom timeouts that the provider does not support: the bridge ignores them, and warns."""

from __future__ import annotations

from localaws.plugin.facts.document import Facts


def warning(facts: Facts, operation: str, seconds: float) -> str:
    """Return the bridge's warning about a custom timeout without effect for ``operation``, or an empty string.

    Args:
        facts: the facts of the resource's type.
        operation: ``create`` or ``update``. The bridge does not warn about ``delete``.
        seconds: the custom timeout, 0 for none.
    """
    if not seconds or operation in facts.timeouts or facts.of_plugin_framework:
        return ""
    # Pulumi's message, because users search for it.
    return f"Resource does not support customTimeouts, ignoring: {operation}={go_duration(seconds)}"


def supported_timeout(facts: Facts, operation: str, seconds: float) -> float:
    """Return the custom timeout for ``operation`` in seconds; 0 if the provider does not support one."""
    return seconds if operation in facts.timeouts else 0.0


def go_duration(seconds: float) -> str:
    """Return a duration in Go's format: ``1h0m0s``, ``20m0s``, ``45s``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    if hours:
        return f"{hours}h{minutes}m{rest:g}s"
    return f"{minutes}m{rest:g}s" if minutes else f"{rest:g}s"
