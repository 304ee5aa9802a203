"""First tables: organisations, people, catalogue, certificates, practice, norms, audit."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "competence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("validity", sa.String(length=30), nullable=True),
        sa.Column("currency_count", sa.Integer(), nullable=True),
        sa.Column("currency_period", sa.String(length=30), nullable=True),
        sa.Column("course_type", sa.String(length=40), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(currency_count IS NULL) = (currency_period IS NULL)", name=op.f("ck_competence_currency_whole")
        ),
        sa.CheckConstraint("currency_count > 0", name=op.f("ck_competence_currency_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competence")),
        sa.UniqueConstraint("key", name=op.f("uq_competence_key")),
    )
    op.create_table(
        "coverage_cache",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_coverage_cache_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_cache")),
    )
    op.create_table(
        "function",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_function")),
        sa.UniqueConstraint("name", name=op.f("uq_function_name")),
    )
    op.create_table(
        "organisation_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_type")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_type_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person") as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)

    op.create_table(
        "practice_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name_nl", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_kind")),
        sa.UniqueConstraint("key", name=op.f("uq_practice_kind_key")),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("demo_order", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    with op.batch_alter_table("account") as batch_op:
        batch_op.create_index(batch_op.f("ix_account_person_id"), ["person_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("competence_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("validity", sa.String(length=30), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=500), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "revoked_on IS NULL OR revoked_on >= issued_on", name=op.f("ck_certificate_revocation")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= issued_on", name=op.f("ck_certificate_validity")
        ),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_certificate_competence_id_competence")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "person_id",
            "competence_id",
            "issued_on",
            "number",
            name=op.f("uq_certificate_person_id_competence_id_issued_on_number"),
        ),
    )
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.create_index(
            "ix_certificate_cover",
            ["competence_id", "person_id", "issued_on", "valid_until", "revoked_on"],
            unique=False,
        )

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("course_type", sa.String(length=40), nullable=False),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("competence_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_course_competence_id_competence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("key", name=op.f("uq_course_key")),
    )
    with op.batch_alter_table("course") as batch_op:
        batch_op.create_index(batch_op.f("ix_course_competence_id"), ["competence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_course_type"), ["course_type"], unique=False)

    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_municipality_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("name", name=op.f("uq_municipality_name")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "active_until IS NULL OR active_from IS NULL OR active_until >= active_from",
            name=op.f("ck_organisation_active"),
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR active_until IS NOT NULL",
            name=op.f("ck_organisation_merger_has_a_day"),
        ),
        sa.CheckConstraint(
            "parent_id <> id AND merged_into_id <> id", name=op.f("ck_organisation_not_itself")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["organisation.id"], name=op.f("fk_organisation_merged_into_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_organisation_region_id_region")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["organisation_type.id"], name=op.f("fk_organisation_type_id_organisation_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_region_id"), ["region_id"], unique=False)

    op.create_table(
        "person_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_key_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_person_key_source_key")),
    )
    with op.batch_alter_table("person_key") as batch_op:
        batch_op.create_index(batch_op.f("ix_person_key_person_id"), ["person_id"], unique=False)

    op.create_table(
        "practice_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("competence_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_practice_event_competence_id_competence")
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["practice_kind.id"], name=op.f("fk_practice_event_kind_id_practice_kind")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_practice_event_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_event")),
        sa.UniqueConstraint(
            "person_id",
            "competence_id",
            "kind_id",
            "day",
            name=op.f("uq_practice_event_person_id_competence_id_kind_id_day"),
        ),
    )
    with op.batch_alter_table("practice_event") as batch_op:
        batch_op.create_index("ix_practice_event_cover", ["competence_id", "person_id", "day"], unique=False)

    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_line_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
    )
    with op.batch_alter_table("audit_line") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_line_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_line_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "region_month",
        sa.Column("competence_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_region_month_competence_id_competence")
        ),
        sa.PrimaryKeyConstraint("competence_id", "day", name=op.f("pk_region_month")),
    )
    op.create_table(
        "coverage_month",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("competence_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("employed", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("norm", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_coverage_month_competence_id_competence")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_coverage_month_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "competence_id", "day", name=op.f("pk_coverage_month")),
    )
    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("employed_from", sa.Date(), nullable=False),
        sa.Column("employed_until", sa.Date(), nullable=True),
        sa.Column("function_id", sa.Integer(), nullable=True),
        sa.Column("fte", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "employed_until IS NULL OR employed_until >= employed_from", name=op.f("ck_employment_period")
        ),
        sa.ForeignKeyConstraint(
            ["function_id"], ["function.id"], name=op.f("fk_employment_function_id_function")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_employment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
        sa.UniqueConstraint(
            "person_id",
            "organisation_id",
            "employed_from",
            name=op.f("uq_employment_person_id_organisation_id_employed_from"),
        ),
    )
    with op.batch_alter_table("employment") as batch_op:
        batch_op.create_index(
            "ix_employment_cover",
            ["organisation_id", "employed_from", "employed_until", "person_id"],
            unique=False,
        )

    op.create_table(
        "norm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("competence_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("function_id", sa.Integer(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("share", sa.String(length=32), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(headcount IS NULL) <> (share IS NULL)", name=op.f("ck_norm_one_of_two")),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_norm_headcount")),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_norm_competence_id_competence")
        ),
        sa.ForeignKeyConstraint(["function_id"], ["function.id"], name=op.f("fk_norm_function_id_function")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_norm_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norm")),
    )
    with op.batch_alter_table("norm") as batch_op:
        batch_op.create_index(batch_op.f("ix_norm_competence_id"), ["competence_id"], unique=False)

    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_time_link_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    with op.batch_alter_table("one_time_link") as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_link_account_id"), ["account_id"], unique=False)

    op.create_table(
        "organisation_serves",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_organisation_serves_municipality_id_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_serves_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "municipality_id", name=op.f("pk_organisation_serves")),
    )
    with op.batch_alter_table("organisation_serves") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_serves_municipality_id"), ["municipality_id"], unique=False
        )

    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'coordinator') = (organisation_id IS NOT NULL)",
            name=op.f("ck_role_assignment_coordinator_of"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_assignment_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_role_assignment_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "organisation_id",
            name=op.f("uq_role_assignment_account_id_role_organisation_id"),
        ),
    )
    with op.batch_alter_table("role_assignment") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_assignment_organisation_id"), ["organisation_id"], unique=False
        )

    # The unique key of a norm counts "no function" as a value too, which a plain unique constraint does not.
    op.create_index(
        "uq_norm_key",
        "norm",
        ["organisation_id", "competence_id", "starts_on", sa.text("coalesce(function_id, 0)")],
        unique=True,
    )
    revision_row = op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_revision_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.bulk_insert(revision_row, [{"id": 1, "number": 0}])


def downgrade() -> None:
    with op.batch_alter_table("role_assignment") as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_assignment_organisation_id"))

    op.drop_table("role_assignment")
    with op.batch_alter_table("organisation_serves") as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_serves_municipality_id"))

    op.drop_table("organisation_serves")
    with op.batch_alter_table("one_time_link") as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_account_id"))

    op.drop_table("one_time_link")
    with op.batch_alter_table("norm") as batch_op:
        batch_op.drop_index(batch_op.f("ix_norm_competence_id"))

    op.drop_table("norm")
    with op.batch_alter_table("employment") as batch_op:
        batch_op.drop_index("ix_employment_cover")

    op.drop_table("employment")
    op.drop_table("coverage_month")
    op.drop_table("region_month")
    with op.batch_alter_table("audit_line") as batch_op:
        batch_op.drop_index("ix_audit_line_subject")
        batch_op.drop_index(batch_op.f("ix_audit_line_at"))

    op.drop_table("audit_line")
    with op.batch_alter_table("practice_event") as batch_op:
        batch_op.drop_index("ix_practice_event_cover")

    op.drop_table("practice_event")
    with op.batch_alter_table("person_key") as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_key_person_id"))

    op.drop_table("person_key")
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_region_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_merged_into_id"))

    op.drop_table("organisation")
    op.drop_table("municipality")
    with op.batch_alter_table("course") as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_course_type"))
        batch_op.drop_index(batch_op.f("ix_course_competence_id"))

    op.drop_table("course")
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.drop_index("ix_certificate_cover")

    op.drop_table("certificate")
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_person_id"))

    op.drop_table("account")
    op.drop_table("revision")
    op.drop_table("region")
    op.drop_table("practice_kind")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_name"))
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
    op.drop_table("organisation_type")
    op.drop_table("function")
    op.drop_table("coverage_cache")
    op.drop_table("competence")
