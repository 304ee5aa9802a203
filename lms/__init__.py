"""Paraat: which organisation still has the expertise it trained for, and how fast it leaks away."""

__version__ = "0.1.0"
