"""Import of datasets: organisations, competences, norms, people, certificates and practice."""

from .report import Counts, Notice, Problem, Report
from .services import import_dataset
from .sources import Dataset, open_dataset

__all__ = ["Counts", "Dataset", "Notice", "Problem", "Report", "import_dataset", "open_dataset"]
