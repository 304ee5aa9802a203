"""The table of notes."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "1", None, None, None


def upgrade() -> None:
    op.create_table(
        "ct_logbook_note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("competence", sa.String(80), nullable=False, unique=True),
    )


def downgrade() -> None:
    op.drop_table("ct_logbook_note")
