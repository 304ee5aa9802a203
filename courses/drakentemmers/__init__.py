"""Drakentemmers: an eye for trauma and attachment after domestic violence."""

from .course_type import Drakentemmers

course_type = Drakentemmers()
