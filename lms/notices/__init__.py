"""Messages that are sent exactly once: written with the change itself, sent by the scheduler; and calendar files."""
