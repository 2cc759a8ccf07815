"""The mathematics: NumPy and fractions only, no interface."""
