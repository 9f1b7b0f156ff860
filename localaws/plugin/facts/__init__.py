"""What the source of the AWS provider says about each resource type, as data; README.md in this folder has the form."""
