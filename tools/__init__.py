"""What people run beside the program."""
