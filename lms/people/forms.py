"""Forms of signing in and of passwords."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
)
from wtforms.validators import EqualTo, InputRequired, Length

from .rules import MINIMUM_PASSWORD

LONGEST_PASSWORD = 1000
"""Characters; hashing more would only keep the server busy."""


def clean(text: str | None) -> str | None:
    """What was typed, without spaces around it and without the one character that PostgreSQL cannot keep."""
    return text.replace("\0", "").strip() if text else text


class SignInForm(FlaskForm):
    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Fill in your e-mail address."))],
        [clean],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [
            InputRequired(_l("Fill in your password.")),
            Length(max=LONGEST_PASSWORD, message=_l("That is too long to be your password.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(_l("Remember me on this device for 30 days"))


class ForgottenForm(FlaskForm):
    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Fill in your e-mail address."))],
        [clean],
        description=_l("The address with which you sign in."),
        render_kw={"autocomplete": "username"},
    )


class ChoosePasswordForm(FlaskForm):
    password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Choose a password.")),
            Length(min=MINIMUM_PASSWORD, message=_l("Choose at least 12 characters.")),
            Length(max=LONGEST_PASSWORD, message=_l("Choose at most 1000 characters.")),
        ],
        description=_l("At least 12 characters. A sentence works well."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same password again"),
        [EqualTo("password", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(ChoosePasswordForm):
    present = PasswordField(
        _l("Present password"),
        [
            InputRequired(_l("Fill in your present password.")),
            Length(max=LONGEST_PASSWORD, message=_l("That is too long to be your password.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
