"""Names that the real plugin generates: auto-names, and names from a prefix."""

from __future__ import annotations

import itertools
import random
import secrets
from datetime import datetime, timezone

from localaws.plugin.row import AutoName, Inputs

_counter = itertools.count(secrets.randbits(24))


class NameTooLongError(ValueError):
    """The logical name is too long for the random suffix."""


def auto_name(rule: AutoName, logical_name: str, seed: bytes = b"") -> str:
    """Return ``<logical name>-<7 hex>``, reproducible with a ``seed``. Raises ``NameTooLongError``."""
    prefix = (logical_name.lower() if rule.lower else logical_name) + rule.separator
    if len(prefix) + rule.random_length > rule.max_length:
        raise NameTooLongError(
            f"name '{prefix}' plus {rule.random_length} random chars is longer than maximum length {rule.max_length}"
        )
    # A separate generator: the seed comes from the engine, and no secret depends on the name.
    source = random.Random(seed) if seed else random.SystemRandom()  # noqa: S311
    return prefix + "".join(source.choice(rule.charset) for _ in range(rule.random_length))


def given_name(inputs: Inputs) -> str:
    """Return ``name``, or ``namePrefix`` with the 26 characters that terraform-provider-aws appends."""
    if "name" in inputs:
        return str(inputs["name"])
    now = datetime.now(timezone.utc)
    return f"{inputs['namePrefix']}{now:%Y%m%d%H%M%S}{now.microsecond // 100:04d}{next(_counter) % 0xFFFFFFFF:08x}"
