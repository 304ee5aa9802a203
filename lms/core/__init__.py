"""The ground floor: clock, database, events, access, errors. Knows nothing of organisations or courses."""
