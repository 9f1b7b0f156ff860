"""The progress of a rollout in one line, and the interval between reports. Pure: no AWS, no terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .status import Deployment, Event

LONGEST_EVENT = 100
"""The longest event in characters; a terminal's column cuts off longer ones."""

SOONEST = 5
"""The least number of seconds between two equal lines."""

SPACING = 0.25
"""The part of the elapsed time that must pass before an equal line: a log of hours gets a few dozen lines."""

_SERVICE = re.compile(r"^\(service [^)]*\) ")
_STARTED = re.compile(r"has started (?P<count>[0-9]+) tasks:")


def progress_line(
    revision: str, deployments: Sequence[Deployment], events: Sequence[Event], shares: Sequence[int] = ()
) -> str:
    """Describe a revision's rollout: its tasks, other revisions' tasks, the shares of requests, ECS's latest event.

    ``shares`` are the weights of the target groups, empty if no requests shift. The provider's function does not return
    the number of failed tasks: it is the number of started tasks that are neither running nor pending.
    """
    new = next((each for each in deployments if each.task_definition == revision), None)
    if new is None:
        return "waiting for ECS to start"
    old = sum(each.running_count for each in deployments if each.id != new.id)
    parts = [f"{new.running_count} of {new.desired_count} tasks running"]
    for count, what in ((new.pending_count, "pending"), (_failed(new, events), "failed"), (old, "of the old revision")):
        if count:
            parts.append(f"{count} {what}")
    if shares:
        parts.append(f"requests shared {':'.join(map(str, shares))}")
    return "; ".join([", ".join(parts), *_latest(new, events)])


def _failed(deployment: Deployment, events: Sequence[Event]) -> int:
    since = [event for event in events if event.created_at >= deployment.created_at]
    started = [match for event in since if (match := _STARTED.search(event.message))]
    total = sum(int(match["count"]) for match in started)
    return max(0, total - deployment.running_count - deployment.pending_count)


def _latest(deployment: Deployment, events: Sequence[Event]) -> list[str]:
    # ECS lists the latest first.
    latest = next((event for event in events if event.created_at >= deployment.created_at), None)
    if latest is None:
        return []
    text = _SERVICE.sub("", latest.message)
    return [text if len(text) <= LONGEST_EVENT else f"{text[: LONGEST_EVENT - 3]}..."]


@dataclass
class Pace:
    """Decides when to report: at once if the text is new, otherwise after an interval that grows with the elapsed time.

    On a terminal, a line replaces the previous one; a log keeps every line, so there must not be too many.
    """

    began: float
    """The start of the wait, in seconds."""
    reported: str = ""
    at: float = 0.0

    def is_due(self, text: str, now: float) -> bool:
        """Whether to report ``text`` now; if so, it counts as reported."""
        if text == self.reported and now - self.at < max(SOONEST, SPACING * (now - self.began)):
            return False
        self.reported, self.at = text, now
        return True
