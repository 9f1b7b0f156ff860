"""``localaws/pulumi``: prepares the local AWS for a command of the Pulumi CLI, and then executes the CLI."""
