"""What somebody changes behind the program's back, whether a refresh sees it, and whether `up` repairs it."""
