"""Facts about each resource type from the AWS provider's source; README.md in this folder describes the format."""
