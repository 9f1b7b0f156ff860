"""Tests of the import of existing resources: ids, names, and the table of logical ids."""
