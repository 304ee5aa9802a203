"""Practice, norms and coverage: who counts, for which organisation, on which day, and why."""
