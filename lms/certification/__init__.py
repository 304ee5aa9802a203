"""Certificates: facts about what somebody has been found able to do, and until when."""
