"""Every select on enrolments."""
