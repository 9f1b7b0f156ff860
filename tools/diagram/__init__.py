"""Draw a stack as an SVG, from the engine's state or from its plan.

svg.py writes the elements: it is typed, has no dependencies and needs no program besides Python. Graphviz would need
its ``dot`` binary, and cannot draw a box in several clusters, such as a load balancer in all zones.
"""
