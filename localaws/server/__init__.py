"""A moto server on the loopback interface, extended where moto stops short of AWS.

``python -m localaws.server --port N`` runs it.  Everything the extensions simulate is listed in
``localaws/README.md`` under "What is simulated".
"""
