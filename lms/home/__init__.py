"""The first page after signing in: what there is to know and to do today, per role."""
