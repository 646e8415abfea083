"""Everything a member may see of the record, out of the house and into an empty one (SC1).

`write_export` writes a folder that a lawyer can read and `sha256sum` can check; `load_export` brings it into another
instance, from which it leaves again with the same digests.
"""

from malath.accountability.violations.leaving.errors import ExportBrokenError, ExportNotEmptyError
from malath.accountability.violations.leaving.loading import load_export
from malath.accountability.violations.leaving.results import MOST, Results, results_of, zipped_results
from malath.accountability.violations.leaving.writing import Export, write_export, zipped_export

__all__ = [
    "MOST",
    "Export",
    "ExportBrokenError",
    "ExportNotEmptyError",
    "Results",
    "load_export",
    "results_of",
    "write_export",
    "zipped_export",
    "zipped_results",
]
