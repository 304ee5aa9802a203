"""The form in which the text of a message is edited."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from lms.people.forms import clean
from lms.web.editing import EditForm

from .kinds import Wording


class TextForm(EditForm):
    """Subject and body."""

    subject = StringField(
        _l("Subject"),
        [DataRequired(_l("Fill in the subject.")), Length(max=200, message=_l("At most 200 characters."))],
        [clean],
    )
    body = TextAreaField(
        _l("Text"),
        [DataRequired(_l("Fill in the text.")), Length(max=8000, message=_l("At most 8,000 characters."))],
        [clean],
        description=_l("An empty line starts a new paragraph."),
        render_kw={"rows": "16"},
    )

    def wording(self) -> Wording:
        """What was typed, with the line ends of texts that are built in."""
        body = "\n".join((self.body.data or "").splitlines())
        return Wording(" ".join((self.subject.data or "").split()), body)
