"""What is kept from one start of relu-tutor to the next: a SQLite file in a folder of the user's own."""

from tutor.progress.folder import config_home, home
from tutor.progress.kept import AnswerRecord, EventRecord, Progress, open_progress, opened
from tutor.progress.tables import SCHEMA

__all__ = ["SCHEMA", "AnswerRecord", "EventRecord", "Progress", "config_home", "home", "open_progress", "opened"]
