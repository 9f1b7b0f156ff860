"""What exists is taken over: the ids, the names, and the table of the reference."""
