"""Run every benchmark."""

from __future__ import annotations

import sys

from tests.benchmarks import speed

if __name__ == "__main__":
    sys.exit(speed.main(sys.argv[1:]))
