"""A moto server on the loopback interface, extended where moto differs from AWS.

``python -m localaws.server --port N`` runs it. README.md in this folder describes the simulation.
"""
