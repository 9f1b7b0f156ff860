"""A program of one call, so that the rest can be tested without an engine."""

import pulumi
from program import deploy

pulumi.export("url", deploy(pulumi.get_stack()).url)
