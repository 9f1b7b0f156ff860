"""``localaws/pulumi``: it prepares the local AWS for a command of the Pulumi CLI, and becomes the CLI."""
