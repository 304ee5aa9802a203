"""TOP-3 methodiek: safety in families, together and in phases."""

from .course_type import Top3

course_type = Top3()
