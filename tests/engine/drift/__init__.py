"""Changes outside the program: whether a refresh sees them, and whether `up` repairs them."""
