"""Training sessions: when and where a course is given, by whom, for whom, and whether it goes on."""
