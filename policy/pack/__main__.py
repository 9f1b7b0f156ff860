"""The policy pack: each control is a rule for a whole stack.

Advisory, unless ``--policy-pack-config`` says otherwise; ``mandatory.json`` makes all mandatory that prod passes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

# The engine runs only this file; the controls are the same as in the unit test and in docs/security.md.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from policy.controls import CONTROLS
from policy.controls.control import Control
from policy.engine_resources import from_engine


def _rule(control: Control) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for found in control.check.failures(from_engine(args.resources, UnknownValueError)):
            report(f"{found}: see {control.link}", found.urn)

    return StackValidationPolicy(
        name=control.id,
        description=control.asks,
        validate=validate,
        severity=Severity(control.severity.lower()),
        url=control.link,
    )


PolicyPack(
    name="ecs-on-ec2-security-hub",
    enforcement_level=EnforcementLevel.ADVISORY,
    policies=[_rule(control) for control in CONTROLS],
)
