"""Draw a stack as an SVG, from the engine's state or from its plan.

svg.py writes the elements: it is typed, has no dependencies and needs no program beside Python. Graphviz would need its
``dot`` binary, and has no box that is in several clusters at once, as a load balancer is in all zones.
"""
