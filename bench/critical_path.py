"""The slowest chain of a graph: how long a deployment takes at least, however much is done at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

Graph = Mapping[str, frozenset[str]]
"""What each node waits for."""


@dataclass(frozen=True)
class CriticalPath:
    """The slowest chain, from what is done first.

    Args:
        nodes: the nodes of the chain.
        seconds: how long they take, one after the other.
    """

    nodes: tuple[str, ...]
    seconds: float


def critical_path(graph: Graph, seconds: Mapping[str, float]) -> CriticalPath:
    """The slowest chain of ``graph``; a node without ``seconds`` takes no time. Raises ``CycleError``."""
    slowest: dict[str, CriticalPath] = {}
    for node in TopologicalSorter(graph).static_order():
        before = [slowest[each] for each in sorted(graph.get(node, ()))]
        longest = max(before, key=lambda path: path.seconds, default=CriticalPath((), 0.0))
        slowest[node] = CriticalPath((*longest.nodes, node), longest.seconds + seconds.get(node, 0.0))
    return max(slowest.values(), key=lambda path: path.seconds, default=CriticalPath((), 0.0))


def turned_round(graph: Graph) -> dict[str, frozenset[str]]:
    """The graph of the deletion: what came last goes first."""
    nodes = {*graph, *(each for before in graph.values() for each in before)}
    return {node: frozenset(later for later, before in graph.items() if node in before) for node in nodes}
