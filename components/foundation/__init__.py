"""What every room stands on: arguments, refusals, look-ups, tags, roles and security groups."""
