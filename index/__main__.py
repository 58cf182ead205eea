"""``python -m index``"""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def main() -> int:
    """Run the command that was typed and give its exit status."""
    try:
        from index.cli.command import main as run

        status = run()
    except KeyboardInterrupt:
        status = 130
    if status:
        # What was broken off may have left the encoding thread at work in C++, and there Python's own way out aborts.
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before the start
            with suppress(OSError):  # nobody reads on, or the disk is full: `status` says so
                stream.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
