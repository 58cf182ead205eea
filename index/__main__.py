"""``python -m index``"""

from index.cli.command import main

if __name__ == "__main__":
    raise SystemExit(main())
