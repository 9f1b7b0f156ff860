"""The program on this machine, with no AWS account."""
