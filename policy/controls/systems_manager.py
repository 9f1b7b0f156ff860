"""Systems Manager, checked by the policy that lets its agent register an instance."""

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
        because="prod needs no shell on instances, and new AMIs contain the patches; `cluster.ssmAccess` turns it on",
    ),
)
