"""Links to AWS's descriptions of the controls."""

from __future__ import annotations

from .controls.control import Control

GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide"


def link_of(control: Control) -> str:
    """Return the address of AWS's own description of a control."""
    service, _, number = control.id.lower().partition(".")
    return f"{GUIDE}/{service}-controls.html#{service}-{number}"
