"""Systems Manager, by the policy that lets its agent register an instance."""

from __future__ import annotations

from .breaks import added
from .control import Control, each
from .ec2_instances import GROUP, GROUP_NAME, is_managed

CONTROLS = (
    Control(
        "SSM.1",
        "Medium",
        "Systems Manager manages instances",
        each(GROUP, good=is_managed),
        (added(GROUP),),
        result="no",
        failing=(f"{GROUP} {GROUP_NAME}",),
        because="nobody opens a shell in production, and a new AMI patches: `cluster.ssmAccess` has it managed",
    ),
)
