"""Checks of the names of a task and its containers. Pure: no Pulumi, no AWS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ...foundation.refusal import Problem
from .container_relations import check_containers
from .task_args import SERVICE_NAME, TaskArgs


def check_task_name(
    name: str, args: TaskArgs, owner: Literal["service", "job"], others: Iterable[Problem] = ()
) -> list[Problem]:
    """Find a name that ECS refuses, or that a sidecar also has; ``others`` are further problems of the name.

    If there is none, find mistakes in the references between containers. Paths start with the name.
    """
    problems = [*others]
    if not re.fullmatch(SERVICE_NAME.pattern, name):  # only in a program: those in a stack file are checked before
        problems.insert(0, Problem((name,), name, f"{SERVICE_NAME.allowed} allowed"))
    if name in args.sidecars:
        allowed = f"the {owner}'s own container has this name; another name is allowed"
        problems.append(Problem((name, "sidecars", name), name, allowed))
    return problems or [problem.under(name) for problem in check_containers(name, args)]
