"""The base of all rooms: arguments, refusals, look-ups, tags, roles and security groups."""
