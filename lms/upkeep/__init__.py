"""Keeping the list of people true: who left, moved, came or changed function, with undo, and "is this list right?"."""
