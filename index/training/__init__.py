"""The commands that made the trained parts in `index/weights`."""
