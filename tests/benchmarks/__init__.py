"""Figures, not tests: each module prints what it measures. `python -m tests.benchmarks` runs all."""
