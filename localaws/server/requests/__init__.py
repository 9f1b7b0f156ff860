"""Checks requests with AWS's API descriptions, botocore's service models.

One mechanism checks every operation of every service. ``sent`` reads the request before moto adds defaults;
``constraints`` compares it with the model; ``answers`` returns the service's error.
"""
