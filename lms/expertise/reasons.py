"""Says why: every status, day and norm as sentences made of the stored facts it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.catalogue.models import Competence
from lms.catalogue.rules import Period
from lms.certification.models import Certificate
from lms.web.filters import long_date, number

from .rules import Currency, NormLine, Standing, Status, horizon_end


@dataclass(frozen=True)
class Reasoned:
    """A standing, the certificate that decides it, and the sentences that explain it."""

    standing: Standing
    certificate: Certificate | None
    reasons: tuple[str, ...]


def explain(
    standing: Standing, certificates: Sequence[Certificate], competence: Competence, currency: Currency | None
) -> Reasoned:
    """The standing with its reasons, the certificate first, then practice, then what changes and when."""
    decisive = standing.decisive
    certificate = next(
        (
            c
            for c in certificates
            if decisive is not None
            and (c.issued_on, c.valid_until, c.revoked_on)
            == (decisive.issued_on, decisive.valid_until, decisive.revoked_on)
        ),
        None,
    )
    sentences = list(_about_certificate(standing, certificate))
    if currency is not None and standing.valid:
        sentences += _about_practice(standing, currency)
    if standing.expiring and standing.valid:
        sentences.append(_("No certificate runs on after %(day)s.", day=long_date(horizon_end(standing.on))))
    return Reasoned(standing, certificate, tuple(sentences))


def _about_certificate(standing: Standing, certificate: Certificate | None) -> list[str]:
    if certificate is None:
        return [_("No certificate is recorded on or before %(day)s.", day=long_date(standing.on))]
    sentences = [_("Certificate issued on %(day)s.", day=long_date(certificate.issued_on))]
    if certificate.issuer:
        sentences = [
            _(
                "Certificate issued on %(day)s by %(issuer)s.",
                day=long_date(certificate.issued_on),
                issuer=certificate.issuer,
            )
        ]
    if certificate.valid_until is None:
        sentences.append(_("It has no end date."))
    elif certificate.validity:
        sentences.append(
            _(
                "Valid for %(period)s, so up to and including %(day)s.",
                period=period_in_words(certificate.validity),
                day=long_date(certificate.valid_until),
            )
        )
    else:
        sentences.append(
            _(
                "Valid up to and including %(day)s, as stated on the certificate.",
                day=long_date(certificate.valid_until),
            )
        )
    if certificate.revoked_on is not None and standing.status is Status.REVOKED:
        sentences.append(_("Revoked on %(day)s.", day=long_date(certificate.revoked_on)))
        if certificate.revoked_reason:
            sentences.append(_("Reason: %(reason)s.", reason=certificate.revoked_reason))
    return sentences


def _about_practice(standing: Standing, currency: Currency) -> list[str]:
    asked = ngettext(
        "Staying current takes %(num)s practice moment in %(period)s.",
        "Staying current takes %(num)s practice moments in %(period)s.",
        currency.count,
        period=period_in_words(str(currency.period)),
    )
    since = long_date(standing.window_from) if standing.window_from else ""
    counted = ngettext(
        "Practice moments since %(day)s: %(num)s.",
        "Practice moments since %(day)s: %(num)s.",
        standing.practised,
        day=since,
    )
    sentences = [asked, counted]
    if standing.fresh:
        sentences.append(_("The certificate itself was issued in that time, and counts."))
    elif not standing.current and standing.last_practised:
        sentences.append(
            _("The last practice moment was on %(day)s.", day=long_date(standing.last_practised))
        )
    return sentences


def period_in_words(iso: str) -> str:
    """P24M as "24 months", P365D as "365 days"; both where a period has both."""

    period = Period.parse(iso)
    months = ngettext("%(num)s month", "%(num)s months", period.months)
    days = ngettext("%(num)s day", "%(num)s days", period.days)
    if period.months and period.days:
        return _("%(months)s and %(days)s", months=months, days=days)
    return months if period.months else days


def currency_in_words(competence: Competence) -> str:
    """The currency rule of a competence: "1 time in 12 months", or that validity is enough."""
    if competence.currency_count is None or competence.currency_period is None:
        return _("a valid certificate is enough")
    return ngettext(
        "%(num)s time in %(period)s",
        "%(num)s times in %(period)s",
        competence.currency_count,
        period=period_in_words(competence.currency_period),
    )


def explain_norm(
    lines: Sequence[NormLine], people_in: dict[int | None, int], functions: dict[int, str]
) -> list[str]:
    """Where an organisation's norm comes from; `lines` are those that apply together."""
    sentences = []
    for line in lines:
        since = long_date(line.starts_on)
        if line.share is None:
            people = ngettext("%(num)s person", "%(num)s people", line.headcount or 0)
            sentences.append(_("Norm since %(day)s: %(people)s.", day=since, people=people))
            continue
        function = functions.get(line.function_id, "") if line.function_id else ""
        base = people_in.get(line.function_id, 0)
        percent = number(float(line.share * 100))
        if function:
            text = _(
                "Norm since %(day)s: %(percent)s%% of everybody who works as %(function)s (%(base)s), rounded up.",
                day=since,
                percent=percent,
                base=base,
                function=function,
            )
        else:
            text = _(
                "Norm since %(day)s: %(percent)s%% of everybody employed (%(base)s), rounded up.",
                day=since,
                percent=percent,
                base=base,
            )
        sentences.append(text)
    return sentences
