"""A moto server on the loopback interface, extended where moto differs from AWS.

``python -m localaws.server --port N`` runs it. ``localaws/README.md`` lists the simulated parts under
"What it simulates".
"""
