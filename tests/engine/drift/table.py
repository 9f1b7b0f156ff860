"""All changes, by area."""

from __future__ import annotations

from tests.engine.drift import containers, groups, identity, instances, load_balancing, network, scaling, storage
from tests.engine.drift.change import Change

AREAS: dict[str, list[Change]] = {
    "Network": network.CHANGES,
    "Security groups": groups.CHANGES,
    "Roles": identity.CHANGES,
    "Load balancers": load_balancing.CHANGES,
    "Cluster and services": containers.CHANGES,
    "Instances": instances.CHANGES,
    "Scaling and alarms": scaling.CHANGES,
    "Logs": storage.CHANGES,
}


def every_change() -> list[Change]:
    """Return the changes in the order in which they are made."""
    return [change for changes in AREAS.values() for change in changes]
