"""Leertafels: standing groups across organisations that keep expertise alive."""

from .course_type import Leertafels

course_type = Leertafels()
