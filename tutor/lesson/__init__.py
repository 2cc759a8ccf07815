"""Lesson files: cut, read, proved, and put on a shelf."""
