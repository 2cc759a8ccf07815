"""Lesson files: read, cut into steps, checked against their schema, and proved."""
