"""From asking for a seat to having completed: requests, seats, waiting list, offers, attendance, results."""
