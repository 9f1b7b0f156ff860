"""The slowest chain is found in small graphs."""

from __future__ import annotations

from graphlib import CycleError

import pytest

from bench.critical_path import CriticalPath, critical_path, reversed_graph

# Two paths lead to the NAT gateway, which is the slowest node.
GRAPH = {
    "vpc": frozenset[str](),
    "subnet": frozenset({"vpc"}),
    "attachment": frozenset({"vpc"}),
    "address": frozenset({"attachment"}),
    "gateway": frozenset({"subnet", "address"}),
    "group": frozenset({"vpc"}),
}
SECONDS = {"vpc": 2, "subnet": 1, "attachment": 1, "address": 1, "gateway": 100, "group": 104}


def test_the_slowest_chain_has_all_its_nodes() -> None:
    assert critical_path(GRAPH, SECONDS | {"group": 1.0}) == CriticalPath(
        ("vpc", "attachment", "address", "gateway"), 104
    )


def test_a_short_chain_can_be_the_slowest() -> None:
    assert critical_path(GRAPH, SECONDS) == CriticalPath(("vpc", "group"), 106)


def test_an_unnecessary_dependency_makes_the_chain_longer() -> None:
    waiting = {**GRAPH, "group": frozenset({"gateway"})}
    assert critical_path(waiting, SECONDS).nodes[-2:] == ("gateway", "group")
    assert critical_path(waiting, SECONDS).seconds == 208


def test_a_node_without_a_duration_takes_no_time() -> None:
    assert critical_path(GRAPH, {}).seconds == 0
    assert critical_path({}, SECONDS) == CriticalPath((), 0.0)


def test_the_deletion_starts_with_the_last_dependents() -> None:
    assert reversed_graph(GRAPH)["vpc"] == {"subnet", "attachment", "group"}
    assert reversed_graph(GRAPH)["gateway"] == frozenset()
    assert critical_path(reversed_graph(GRAPH), {"gateway": 50.0, "vpc": 1.0}).nodes == (
        "gateway",
        "address",
        "attachment",
        "vpc",
    )


def test_a_cycle_is_refused() -> None:
    with pytest.raises(CycleError):
        critical_path({"a": frozenset({"b"}), "b": frozenset({"a"})}, SECONDS)
