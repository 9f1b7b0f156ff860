"""Imports existing resources into Pulumi without replacing them, as docs/migrate.md describes.

``python -m tools.adopt ids`` writes the ids of existing resources into the import file of a preview. ``python -m
tools.adopt names`` writes the overrides that keep their names. Both read the output of the Pulumi and the AWS CLI, and
make no calls.
"""
