"""The configuration that makes every control that prod passes mandatory in the policy pack."""

from __future__ import annotations

import json

from .controls import CONTROLS


def render() -> str:
    """Return the configuration: controls that prod fails stay advisory."""
    levels = {control.id: "advisory" for control in CONTROLS if control.result == "no"}
    return json.dumps({"all": "mandatory", **levels}, indent=2) + "\n"
