"""The web application factory: extensions, guard, filters, error pages and the blueprints of the features."""

from __future__ import annotations

from functools import partial

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.assembly import (
    FEATURES,
    all_models,
    make_admission,
    make_database,
    make_registry,
    prepare,
    prepare_if_empty,
    put_to_work,
)
from lms.audit import permissions as audit_permissions
from lms.audit.queries import history_of
from lms.audit.views import blueprint as audit_blueprint
from lms.catalogue import permissions as catalogue_permissions
from lms.config import Config, from_environment, secret_key_of
from lms.core.access import Access
from lms.core.clock import Clock, SystemClock
from lms.core.db import Database
from lms.course_types import permissions as course_type_permissions
from lms.course_types.views import blueprint as course_types_blueprint
from lms.course_types.views import type_menu
from lms.enrolments import permissions as enrolment_permissions
from lms.enrolments.queries.counting import taken_seats, waiting_people
from lms.enrolments.views import blueprint as enrolments_blueprint
from lms.exchange import permissions as exchange_permissions
from lms.exchange.views import blueprint as exchange_blueprint
from lms.expertise import permissions as expertise_permissions
from lms.expertise.competence_views import blueprint as competences_blueprint
from lms.expertise.memo import CoverageMemo
from lms.expertise.merger_views import blueprint as mergers_blueprint
from lms.expertise.norm_views import blueprint as norms_blueprint
from lms.expertise.trainers import why_not_give
from lms.expertise.views import blueprint as expertise_blueprint
from lms.home import permissions as home_permissions
from lms.home.views import blueprint as home_blueprint
from lms.notices import permissions as notice_permissions
from lms.notices.text_views import blueprint as texts_blueprint
from lms.notices.views import blueprint as notices_blueprint
from lms.organisations import permissions as organisation_permissions
from lms.organisations.views import blueprint as organisations_blueprint
from lms.people import permissions as people_permissions
from lms.people.administration import blueprint as accounts_blueprint
from lms.people.own_account import blueprint as account_blueprint
from lms.people.rules import REMEMBERED
from lms.people.sign_ins import keep, load_account
from lms.people.views import blueprint as people_blueprint
from lms.plugins.registry import Registry
from lms.sessions import permissions as session_permissions
from lms.sessions.calendar_views import blueprint as calendar_blueprint
from lms.sessions.cancelling_views import blueprint as cancelling_blueprint
from lms.sessions.giving_views import blueprint as giving_blueprint
from lms.sessions.planning_views import blueprint as planning_blueprint
from lms.sessions.room_views import blueprint as rooms_blueprint
from lms.sessions.series_views import blueprint as series_blueprint
from lms.sessions.views import blueprint as sessions_blueprint
from lms.upkeep import permissions as upkeep_permissions
from lms.upkeep.details_views import blueprint as upkeep_blueprint
from lms.web import errors, filters, headers, language, navigation, routing
from lms.web.assets import blueprint as assets_blueprint
from lms.web.request import Platform

__all__ = [
    "FEATURES",
    "all_models",
    "create_app",
    "make_database",
    "make_registry",
    "prepare",
    "prepare_if_empty",
]

PERMISSIONS = (
    organisation_permissions,
    people_permissions,
    upkeep_permissions,
    catalogue_permissions,
    session_permissions,
    enrolment_permissions,
    expertise_permissions,
    exchange_permissions,
    course_type_permissions,
    notice_permissions,
    audit_permissions,
    home_permissions,
)
BLUEPRINTS = (
    assets_blueprint,
    people_blueprint,
    account_blueprint,
    accounts_blueprint,
    upkeep_blueprint,
    sessions_blueprint,
    calendar_blueprint,
    planning_blueprint,
    cancelling_blueprint,
    series_blueprint,
    giving_blueprint,
    rooms_blueprint,
    expertise_blueprint,
    organisations_blueprint,
    mergers_blueprint,
    competences_blueprint,
    norms_blueprint,
    notices_blueprint,
    texts_blueprint,
    audit_blueprint,
    exchange_blueprint,
    course_types_blueprint,
    enrolments_blueprint,
    home_blueprint,
)


def create_app(
    config: Config | None = None,
    *,
    clock: Clock | None = None,
    registry: Registry | None = None,
    database: Database | None = None,
) -> Flask:
    """The web application. Tests hand in their own clock, course types and database."""
    config = config or from_environment()
    app = Flask("lms", template_folder="web/templates", static_folder="web/static")
    app.config.update(_settings(config))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    registry = registry or make_registry(config)
    access = Access()
    for feature in PERMISSIONS:
        access.register(feature.RULES)
    registry = registry or make_registry(config)
    platform = app.extensions["platform"] = Platform(
        config=config,
        clock=clock or SystemClock(),
        database=database or make_database(config),
        registry=registry,
        access=access,
        memo=CoverageMemo(),
        admission=make_admission(registry),
        load_account=load_account,
        keep_signed_in=keep,
        history=history_of,
        taken_seats=taken_seats,
        waiting_people=waiting_people,
        trainer_check=partial(why_not_give, registry),
    )
    put_to_work(platform.database, platform.registry, platform.clock)
    for part in (routing, language, headers, filters, errors):
        part.init_app(app)
    navigation.init_app(app, type_menu)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if config.https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": secret_key_of(config),
        # With this prefix browsers refuse a cookie that a neighbouring site or an unsafe connection sets.
        "SESSION_COOKIE_NAME": "__Host-paraat" if config.https else "paraat",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "PERMANENT_SESSION_LIFETIME": REMEMBERED,
        # An answer that comes late may not put an older token back over a newer one.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
        "BABEL_TRANSLATION_DIRECTORIES": "web/translations",
        "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
    }
