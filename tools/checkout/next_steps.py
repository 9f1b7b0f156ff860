"""Say what to try after ``make up``: ``python -m tools.checkout.next_steps STACK``."""

from __future__ import annotations

import sys

from localaws.launcher.home import Home, user_environment

TEXT = """
The stack {stack!r} is on the local AWS at {endpoint}. Try next:
  localaws/pulumi stack output --stack {stack}
  localaws/pulumi preview --diff --stack {stack}    (after a change in Pulumi.{stack}.yaml)
  make destroy STACK={stack}
No container runs there and no address answers: commands in the outputs that call a service work on AWS only.
`make stop` ends the local AWS."""


def main() -> None:
    """Print the commands for the stack that is named on the command line."""
    home = Home.from_environment(user_environment())
    print(TEXT.format(stack=sys.argv[1], endpoint=home.endpoint))


if __name__ == "__main__":
    main()
