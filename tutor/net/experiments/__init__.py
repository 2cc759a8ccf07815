"""The experiments behind the figures that lessons cite: each kind is its settings, and a function of them and a seed.

`finding` says what a figure is and how far chance may move it, `experiment` what a kind is, `training` what kinds have
in common; each of the others is a kind, a frozen dataclass that is run by `findings()`. Nothing here touches a file.
"""
