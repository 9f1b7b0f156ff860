"""Entry point: ``python -m localaws.plugin [engine address]`` prints the port it listens on."""

from localaws.plugin.server import main

main()
