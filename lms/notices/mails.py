"""Makes a mail of a message that was written out: plain text, and HTML in the colours of the house."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from markupsafe import Markup, escape

from .calendars import calendars_in
from .models import Message
from .rendering import Written

GO = {"nl": "Naar Paraat", "en": "Go to Paraat"}
FOOT = {
    "nl": "Paraat houdt expertise bij de hand in Noord-Holland Noord.",
    "en": "Paraat keeps expertise at hand in Noord-Holland Noord.",
}
_PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>'
    "<body style=\"margin:0;background:#f7f5f0;color:#16242e;font:17px/25px 'Source Sans 3',Arial,sans-serif\">"
    '<div style="background:#083f4a;color:#ffffff;padding:14px 24px;font-size:20px;font-weight:bold">Paraat</div>'
    '<div style="max-width:600px;margin:24px auto;padding:24px;background:#ffffff;border:1px solid #dcdfdc;'
    'border-radius:10px">{body}</div>'
    '<p style="max-width:600px;margin:0 auto 24px;padding:0 24px;color:#4a5a66;font-size:14px">{foot}</p>'
    "</body></html>"
)
_BUTTON = Markup(
    '<p style="margin:20px 0"><a href="{link}" style="display:inline-block;padding:10px 20px;background:#0b5563;'
    'color:#ffffff;border-radius:8px;font-weight:bold;text-decoration:none">{label}</a></p>'
    '<p style="margin:0 0 16px;color:#4a5a66;font-size:14px;word-break:break-all">{link}</p>'
)


def html_of(written: Written) -> str:
    """The same text as a page without anything from elsewhere; everything that was filled in is escaped."""
    parts = [
        _BUTTON.format(link=one.link, label=GO[written.language])
        if one.link
        else Markup('<p style="margin:0 0 16px">{}</p>').format(
            Markup("<br>").join(escape(line) for line in one.lines)
        )
        for one in written.paragraphs
    ]
    return _PAGE.format(
        language=written.language,
        subject=written.subject,
        body=Markup("").join(parts),
        foot=FOOT[written.language],
    )


def mail_of(message: Message, written: Written, sender: str) -> EmailMessage:
    """The mail; sent again it has the same Message-ID and the same date. ValueError when no mail can go there."""
    name, address = parseaddr(sender)
    mail = EmailMessage()
    mail["Message-ID"] = f"<{message.message_id}@{address.partition('@')[2]}>"
    mail["Date"] = format_datetime(message.written_at)
    mail["From"] = Address(name or "Paraat", addr_spec=address)
    mail["To"] = Address(addr_spec=message.recipient)
    mail["Subject"] = written.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = written.language
    mail.set_content(written.text)
    mail.add_alternative(html_of(written), subtype="html")
    _add_calendars(mail, calendars_in(message.calendar or "", address))
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"{message.message_id}-{number}")  # else a repeat would differ
    return mail


def _add_calendars(mail: EmailMessage, calendars: list[str]) -> None:
    """One invitation stands beside the text, so that mail programs offer it; several are attached, each by itself."""
    for number, calendar in enumerate(calendars, 1):
        method = {"method": "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in calendar else "REQUEST"}
        if len(calendars) == 1:
            mail.add_alternative(calendar, subtype="calendar", params=method)
        else:
            mail.add_attachment(calendar, subtype="calendar", params=method, filename=f"paraat-{number}.ics")
