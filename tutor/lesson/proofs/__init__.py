"""How the parts of a lesson are proved: the checks by kind, and the texts."""
