"""What leaving and coming back refuse, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class ExportBrokenError(DomainError):
    """A file of the export is missing, changed, or not what its place says; `where` names it."""

    code = "violations.export-broken"
    message = _("The export is not whole: %(where)s. Nothing was loaded.")

    def __init__(self, where: str) -> None:
        super().__init__(where=where)
        self.where = where


class ExportNotEmptyError(DomainError):
    code = "violations.export-not-empty"
    status = 409
    message = _("The folder is not empty, or records of this export stand here already. Nothing was changed.")
