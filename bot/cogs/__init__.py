"""The commands: thin. They read what was asked, call the library off the event loop and hand over to a view."""

from __future__ import annotations

from .ask import Ask
from .manage import Manage
from .sources import Sources
from .speakers import Speakers

COGS = (Ask, Sources, Speakers, Manage)
