"""The audit trail in the reader's words: kinds of things, what happened to them, and their fields."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.web.filters import number

SUBJECTS = {
    "account": _l("account"),
    "certificate": _l("certificate"),
    "competence": _l("competence"),
    "course": _l("course"),
    "dataset": _l("import"),
    "employment": _l("employment"),
    "function": _l("function"),
    "import_run": _l("import in the interface"),
    "municipality": _l("municipality"),
    "norm": _l("norm"),
    "organisation": _l("organisation"),
    "organisation_type": _l("type of organisation"),
    "person": _l("person"),
    "practice_event": _l("practice moment"),
    "practice_kind": _l("kind of practice"),
    "region": _l("region"),
    "room": _l("room"),
    "training_session": _l("session"),
}

ACTIONS = {
    "account_changed": _l("account changed"),
    "account_closed": _l("account closed"),
    "account_created": _l("account created"),
    "account_reopened": _l("account opened again"),
    "availability_stated": _l("availability stated"),
    "certificates_imported": _l("certificates imported"),
    "competence_changed": _l("competence changed"),
    "competence_confirmed": _l("example values confirmed"),
    "competences_added": _l("competences added"),
    "competences_adopted": _l("competences taken over by a course type"),
    "competences_imported": _l("competences imported"),
    "courses_added": _l("courses added"),
    "dataset_exported": _l("dataset exported"),
    "dataset_imported": _l("dataset imported"),
    "dates_corrected": _l("dates corrected"),
    "demo_types_added": _l("types of the demo named"),
    "employments_imported": _l("employments imported"),
    "fte_changed": _l("fte changed"),
    "function_added": _l("function added"),
    "functions_changed": _l("functions changed"),
    "functions_imported": _l("functions imported"),
    "import_accepted": _l("import accepted"),
    "import_asked": _l("import asked for"),
    "import_checked_again": _l("import checked again"),
    "import_withdrawn": _l("import withdrawn"),
    "link_issued": _l("one-time link made"),
    "link_requested": _l("one-time link asked for"),
    "list_confirmed": _l("list of people confirmed"),
    "meeting_added": _l("meeting added"),
    "meeting_cancelled": _l("meeting cancelled"),
    "meeting_moved": _l("meeting moved or changed"),
    "merger_taken_back": _l("merger taken back"),
    "municipalities_imported": _l("municipalities imported"),
    "municipality_added": _l("municipality added"),
    "newcomers_registered": _l("newcomers added"),
    "newcomers_removed": _l("newcomers removed again"),
    "norm_added": _l("norm added"),
    "norm_changed": _l("norm changed"),
    "norm_confirmed": _l("example norm confirmed"),
    "norm_removed": _l("norm removed"),
    "norms_imported": _l("norms imported"),
    "norms_marked_as_example": _l("norms marked as example"),
    "old_cookie_used": _l("an old cookie was used; that sign-in ended"),
    "organisation_added": _l("organisation added"),
    "organisation_changed": _l("organisation changed"),
    "organisation_ended": _l("organisation ended"),
    "organisation_merged": _l("organisation merged"),
    "organisation_type_added": _l("type of organisation added"),
    "organisation_types_imported": _l("types of organisation imported"),
    "organisations_imported": _l("organisations imported"),
    "password_chosen": _l("password chosen"),
    "people_added": _l("people added"),
    "people_imported": _l("people imported"),
    "people_left": _l("people left"),
    "people_moved": _l("people moved"),
    "practice_imported": _l("practice moments imported"),
    "practice_kinds_added": _l("kinds of practice added"),
    "practice_kinds_imported": _l("kinds of practice imported"),
    "region_added": _l("region added"),
    "regions_imported": _l("regions imported"),
    "room_added": _l("room added"),
    "room_changed": _l("room changed"),
    "session_added": _l("session added"),
    "session_cancelled": _l("session cancelled"),
    "session_changed": _l("session changed"),
    "session_closed": _l("session closed"),
    "session_confirmed": _l("session confirmed"),
    "session_published": _l("session published"),
    "session_started": _l("session started"),
    "sign_ins_ended": _l("signed out"),
    "step_undone": _l("undone"),
    "trainer_assigned": _l("trainer assigned"),
    "trainer_removed": _l("trainer removed"),
}

ACCOUNT_ACTIONS = {
    "account_changed",
    "account_closed",
    "account_created",
    "account_reopened",
    "link_issued",
    "link_requested",
    "old_cookie_used",
    "password_chosen",
    "sign_ins_ended",
}
"""What happens to accounts only."""

FIELDS = {
    "active": _l("active"),
    "active_from": _l("active from"),
    "active_until": _l("active until"),
    "address": _l("address"),
    "audience": _l("for whom"),
    "availability": _l("availability"),
    "break_minutes": _l("break in minutes"),
    "certificates": _l("certificates"),
    "changed": _l("changed"),
    "competence_id": _l("competence"),
    "competences": _l("competences"),
    "costs": _l("costs"),
    "counts": _l("rows"),
    "course_id": _l("course"),
    "course_type": _l("course type"),
    "created": _l("new"),
    "currency_count": _l("practice moments needed"),
    "currency_period": _l("within the last"),
    "dataset": _l("dataset"),
    "day": _l("day"),
    "days_a_year": _l("days a year"),
    "decide_by": _l("decide by"),
    "description": _l("description"),
    "email": _l("e-mail address"),
    "employed_from": _l("employed from"),
    "employed_until": _l("employed until"),
    "employments": _l("employments"),
    "ends_at": _l("ends at"),
    "enrol_from": _l("enrolment from"),
    "enrol_until": _l("enrolment until"),
    "exception": _l("reason for the exception"),
    "expires_at": _l("expires at"),
    "fte": _l("fte"),
    "function_id": _l("function"),
    "headcount": _l("number of people"),
    "is_example": _l("example, to be confirmed"),
    "issued_on": _l("issued on"),
    "issuer": _l("issuer"),
    "key": _l("key"),
    "kind_id": _l("kind of practice"),
    "language": _l("language"),
    "link": _l("link"),
    "maximum": _l("maximum"),
    "meetings": _l("meetings"),
    "merged_into_id": _l("goes on in"),
    "minimum": _l("minimum"),
    "name": _l("name"),
    "name_en": _l("name in English"),
    "name_nl": _l("name in Dutch"),
    "needs_coordinator": _l("coordinator approves"),
    "needs_programme_team": _l("programme team approves"),
    "new_keys": _l("new keys"),
    "norms": _l("norms"),
    "number": _l("number"),
    "open_to": _l("open to"),
    "organisation_id": _l("organisation"),
    "organisations": _l("organisations"),
    "parent_id": _l("part of"),
    "people": _l("people"),
    "person_id": _l("person"),
    "place": _l("place"),
    "practice": _l("practice moments"),
    "reason": _l("reason"),
    "region_id": _l("region"),
    "revoked_on": _l("revoked on"),
    "revoked_reason": _l("reason for revoking"),
    "role": _l("role"),
    "roles": _l("roles"),
    "room_id": _l("room"),
    "seats": _l("seats"),
    "serves": _l("municipalities"),
    "share": _l("share"),
    "sign_in": _l("sign-in"),
    "sign_ins": _l("sign-ins"),
    "source": _l("source"),
    "starts_at": _l("starts at"),
    "starts_on": _l("from"),
    "state": _l("state"),
    "status": _l("status"),
    "trainers_wanted": _l("trainers wanted"),
    "type_id": _l("type"),
    "unchanged": _l("unchanged"),
    "valid_until": _l("valid until"),
    "validity": _l("validity"),
}


def subject_word(subject: str) -> str:
    """What a kind of thing is called; a kind nobody named yet by its own name."""
    return str(SUBJECTS[subject]) if subject in SUBJECTS else _plainly(subject) or _("other")


def action_word(action: str) -> str:
    """What happened, in words."""
    return str(ACTIONS[action]) if action in ACTIONS else _plainly(action)


def field_word(field: str) -> str:
    """What a field is called."""
    return str(FIELDS[field]) if field in FIELDS else _plainly(field)


def run_words(action: str, lines: int) -> str:
    """What happened to many things in one moment: "1,204 employments imported"."""
    return ngettext(
        "%(action)s: %(count)s line",
        "%(action)s: %(count)s lines",
        lines,
        action=action_word(action),
        count=number(lines),
    )


def _plainly(name: str) -> str:
    return name.replace("_", " ")
