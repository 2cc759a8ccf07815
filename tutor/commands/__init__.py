"""The commands that work without a lesson: what they are asked, what they find, and how they tell it."""
