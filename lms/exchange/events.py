"""What an import did. The rows are heard inside the transaction only; after the commit, `DatasetImported`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class DatasetImported(Event):
    """A dataset was imported and changed something; `details` hold source, dataset and counts."""

    subject: ClassVar[str] = "dataset"


@dataclass(frozen=True)
class RowsImported(Event):
    """Rows of one kind were created or changed by an import."""

    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class RegionsImported(RowsImported):
    subject: ClassVar[str] = "region"


@dataclass(frozen=True)
class MunicipalitiesImported(RowsImported):
    subject: ClassVar[str] = "municipality"


@dataclass(frozen=True)
class OrganisationTypesImported(RowsImported):
    subject: ClassVar[str] = "organisation_type"


@dataclass(frozen=True)
class OrganisationsImported(RowsImported):
    subject: ClassVar[str] = "organisation"


@dataclass(frozen=True)
class CompetencesImported(RowsImported):
    subject: ClassVar[str] = "competence"


@dataclass(frozen=True)
class FunctionsImported(RowsImported):
    subject: ClassVar[str] = "function"


@dataclass(frozen=True)
class PeopleImported(RowsImported):
    subject: ClassVar[str] = "person"


@dataclass(frozen=True)
class EmploymentsImported(RowsImported):
    subject: ClassVar[str] = "employment"


@dataclass(frozen=True)
class NormsImported(RowsImported):
    subject: ClassVar[str] = "norm"


@dataclass(frozen=True)
class CertificatesImported(RowsImported):
    subject: ClassVar[str] = "certificate"


@dataclass(frozen=True)
class PracticeKindsImported(RowsImported):
    subject: ClassVar[str] = "practice_kind"


@dataclass(frozen=True)
class PracticeImported(RowsImported):
    subject: ClassVar[str] = "practice_event"


@dataclass(frozen=True)
class SessionsImported(RowsImported):
    subject: ClassVar[str] = "training_session"


@dataclass(frozen=True)
class DatasetExported(Event):
    """Somebody took everything out as a dataset; `details` hold the source and how many keys were given for it."""

    subject: ClassVar[str] = "dataset"
    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class ImportMoved(Event):
    """Somebody asked for an import, accepted it, withdrew it or had it checked again. No fact changes by that."""

    subject: ClassVar[str] = "import_run"
    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class ImportAsked(ImportMoved):
    """A dataset was uploaded."""


@dataclass(frozen=True)
class ImportAccepted(ImportMoved):
    """“Import this” was pressed."""


@dataclass(frozen=True)
class ImportWithdrawn(ImportMoved):
    """A dataset will not be imported after all."""


@dataclass(frozen=True)
class ImportCheckedAgain(ImportMoved):
    """A dataset that was refused or failed is checked once more."""
