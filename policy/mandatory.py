"""The configuration with which the policy pack fails a stack: for all that prod passes."""

from __future__ import annotations

import json
from pathlib import Path

from .controls import CONTROLS

PATH = Path(__file__).resolve().parent / "pack" / "mandatory.json"


def render() -> str:
    """Return the configuration: what prod answers with no stays advisory."""
    levels = {control.id: "advisory" for control in CONTROLS if control.result == "no"}
    return json.dumps({"all": "mandatory", **levels}, indent=2) + "\n"
