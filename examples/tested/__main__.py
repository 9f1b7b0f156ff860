"""Only calls the program, so that tests can call it without an engine."""

import pulumi
from program import deploy

pulumi.export("url", deploy(pulumi.get_stack()).url)
