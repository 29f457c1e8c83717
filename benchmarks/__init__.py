"""Figures that a command repeats. Compare them within one run: machines are noisy."""
