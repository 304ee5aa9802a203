"""The built-in English texts of messages: subject and body per kind."""

from __future__ import annotations

ENGLISH: dict[str, tuple[str, str]] = {
    "invitation": (
        "Your account for Paraat",
        """Dear {name},

You can use Paraat. It shows your certificates and your training courses.

First choose a password. This link works once, within {days} days:

{link}

After that you sign in with the e-mail address {email}.

Has the link stopped working? Ask for a new one on the sign-in page, at “Forgot your password?”.""",
    ),
    "password_reset": (
        "A new password for Paraat",
        """Dear {name},

Somebody asked for a new password for your account. Was it you? Then choose a password with this link. It works once, within {days} days:

{link}

Was it not you? Then there is nothing you need to do. Your password stays as it is. Do not pass this link on to anybody.""",
    ),
    "enrolment_booked": (
        "You are taking part: {course}",
        """Dear {name},

You have a seat at {course}.

When: {when}
Where: {place}

Unable to come after all? Please cancel in time, so that somebody else can take part.

{link}""",
    ),
    "enrolment_waiting": (
        "You are on the waiting list: {course}",
        """Dear {name},

All seats at {course} ({when}) are taken. You are on the waiting list, at place {position}.

We will tell you when a seat comes free. There is nothing you need to do.

{link}""",
    ),
    "enrolment_offered": (
        "There is a seat for you: {course}",
        """Dear {name},

A seat has come free at {course}. We hold it for you until {until}.

When: {when}
Where: {place}

Would you like the seat? Then accept it in time. After that it goes to the next person in line.

{link}""",
    ),
    "enrolment_promoted": (
        "A seat came free, you are taking part: {course}",
        """Dear {name},

A seat came free at {course}. You are no longer on the waiting list: you are taking part.

When: {when}
Where: {place}

Unable to come after all? Please cancel in time, so that somebody else can take part.

{link}""",
    ),
    "enrolment_refused": (
        "Your enrolment did not go through: {course}",
        """Dear {name},

Your enrolment for {course} ({when}) did not go through.

The reason: {reason}

Do you have a question? Please ask your coordinator.

{link}""",
    ),
    "enrolment_cancelled": (
        "Your enrolment was cancelled: {course}",
        """Dear {name},

Your enrolment for {course} ({when}) was cancelled. Your seat goes to somebody else.

Was this not what you wanted? Please enrol again, or ask your coordinator.

{link}""",
    ),
    "enrolment_passed_over": (
        "You keep your place in line: {course}",
        """Dear {name},

A seat came free at {course} ({when}), but you could not have it now. For example because you have another training at the same time. You keep your place in line.

Here you read why, and what you can do:

{link}""",
    ),
    "offer_expired": (
        "The seat is no longer held for you: {course}",
        """Dear {name},

You could have had a seat at {course} ({when}). The time for that is over. The seat goes to the next person in line.

Would you still like to take part? Then enrol again. You will be at the end of the line.

{link}""",
    ),
    "session_changed": (
        "Something has changed: {course}",
        """Dear {name},

Something has changed about {course}, in which you take part.

{changes}

This is the plan now:

When: {when}
Where: {place}

{link}""",
    ),
    "session_cancelled": (
        "Does not take place: {course}",
        """Dear {name},

{course} on {when} does not take place.

The reason: {reason}

There is nothing you need to cancel. Here you see whether there is another date:

{link}""",
    ),
    "go_no_go": (
        "Does {course} go ahead?",
        """Dear {name},

{course} ({when}) has {booked} participants. The minimum is {minimum}.

On {decide_by} it should be clear whether it goes ahead. Please decide together. Nothing is cancelled by itself.

{link}""",
    ),
    "reminder": (
        "Coming soon: {course}",
        """Dear {name},

You take part in {course} soon.

When: {when}
Where: {place}

Unable to come after all? Please cancel as soon as you can.

{link}""",
    ),
}
