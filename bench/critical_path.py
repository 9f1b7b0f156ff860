"""The slowest chain of a graph: the minimum duration of a deployment with unlimited concurrency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

Graph = Mapping[str, frozenset[str]]
"""The dependencies of each node."""


@dataclass(frozen=True)
class CriticalPath:
    """The slowest chain, in order of execution.

    Args:
        nodes: the nodes of the chain.
        seconds: the sum of their durations.
    """

    nodes: tuple[str, ...]
    seconds: float


def critical_path(graph: Graph, seconds: Mapping[str, float]) -> CriticalPath:
    """Return the slowest chain of ``graph``; a node without ``seconds`` takes no time. Raises ``CycleError``."""
    slowest: dict[str, CriticalPath] = {}
    for node in TopologicalSorter(graph).static_order():
        before = [slowest[each] for each in sorted(graph.get(node, ()))]
        longest = max(before, key=lambda path: path.seconds, default=CriticalPath((), 0.0))
        slowest[node] = CriticalPath((*longest.nodes, node), longest.seconds + seconds.get(node, 0.0))
    # Of equally slow chains always the same one, although the order of the sorter is not fixed.
    ordered = [slowest[node] for node in sorted(slowest)]
    return max(ordered, key=lambda path: path.seconds, default=CriticalPath((), 0.0))


def reversed_graph(graph: Graph) -> dict[str, frozenset[str]]:
    """Return the graph of the deletion, with all dependencies reversed."""
    nodes = {*graph, *(each for before in graph.values() for each in before)}
    return {node: frozenset(later for later, before in graph.items() if node in before) for node in nodes}
