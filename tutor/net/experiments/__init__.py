"""The experiments whose figures the lessons cite.

A kind of experiment is a frozen dataclass: its fields are the settings, and `findings()` runs it. `experiment` says
what all kinds offer, `training` holds what they share, and `finding` says what a figure is and how far chance may move
it. Every other module is one kind. Nothing here reads or writes a file.
"""
