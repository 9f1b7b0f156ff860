"""The plugin of the package: serves the components to programs in any language."""

import sys

from ecs_on_ec2.plugin.provider import serve

serve(sys.argv[1:])
