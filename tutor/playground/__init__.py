"""What the playground writes and reads: a file with everything, and the same training as a program of its own."""
