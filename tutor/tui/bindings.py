"""Key bindings, made from the tables of what a learner can do."""

from collections.abc import Mapping
from typing import Any

from textual.binding import Binding

from tutor.actions import Action

FOOTER = (
    "help",
    "course",
    "quit",
    "next",
    "back",
    "hint",
    "solution",
    "view",
    "run",
    "offer",
    "branch",
    "save",
    "new_start",
    "set_number",
    "inside",
    "another",
    "knobs",
    "leave",
)
"""The actions that the footer names, in its order; Textual puts those of the program behind those of a lesson."""


def bindings(*tables: Mapping[str, Action[Any]]) -> list[Binding]:
    """A binding for each action that has keys, in the order of the footer."""
    actions = {name: action for table in tables for name, action in table.items() if action.keys}
    ordered = sorted(actions, key=lambda name: FOOTER.index(name) if name in FOOTER else len(FOOTER))
    return [_binding(name, actions[name]) for name in ordered]


def action_of(key: str, *tables: Mapping[str, Action[Any]]) -> str:
    """The name of the action that a key of the screen is for; empty where it is for none."""
    return next((name for table in tables for name, action in table.items() if key in action.keys.split(",")), "")


def _binding(name: str, action: Action[Any]) -> Binding:
    return Binding(action.keys, name, action.label, show=name in FOOTER, key_display=action.footer)
