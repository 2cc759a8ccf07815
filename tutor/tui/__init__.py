"""The Textual front end: shows a session, and reports what was pressed."""
