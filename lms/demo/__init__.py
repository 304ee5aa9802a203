"""The demo region: the real Noord-Holland Noord with fictitious professionals and their seven years of history."""
