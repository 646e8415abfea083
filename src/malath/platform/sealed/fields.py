"""Model fields whose values stand encrypted in the database, under the key of the row's subject.

A row read from the database carries `Sealed` tokens; `reveal(rows, by=…, why=…)` asks the keeper once for all of them
and puts the texts in their place. Saving sends what is readable to the keeper and stores what comes back. The context
(table, row, field) is authenticated, so that a ciphertext moved to another row or field does not open.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from malath.platform.keeper.client import keeper

if TYPE_CHECKING:
    from malath.platform.access.models import Member


class NotRevealedError(RuntimeError):
    """A sealed value was used before `reveal`: a mistake in the code."""


class Sealed:
    """A sealed value as it stands in the database. Refuses to be shown or compared as text."""

    __slots__ = ("blob", "context")

    def __init__(self, blob: bytes) -> None:
        self.blob = blob

    def _refuse(self, *_args: object) -> Any:
        raise NotRevealedError("reveal(rows, by=member, why=…) first")

    __str__ = __eq__ = __len__ = __iter__ = __format__ = __getitem__ = _refuse
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        """Whether there is a value at all: that much is known without opening it."""
        return True

    def __repr__(self) -> str:
        return "<sealed>"


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes in the database, a Python value in an opened row."""

    empty: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        kwargs.setdefault("default", type(self.empty))
        super().__init__(*args, **kwargs)

    def get_default(self) -> Any:
        """An empty value of its own kind; BinaryField would turn it into bytes."""
        return type(self.empty)()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """A column that is added to a table begins empty in the rows that stand there."""
        return super().get_db_prep_value(b"" if value in ("", {}) else value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return Sealed(bytes(value)) if value else type(self.empty)()

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            return value.blob
        if value == self.empty or value is None:
            return b""
        blob: bytes | None = model_instance.__dict__.get("_sealed_blobs", {}).get(self.attname)
        if blob is None:
            raise NotRevealedError(f"{self.name} would be written in clear: save through SealedModel.save or seal_rows")
        return blob

    def value_to_text(self, value: Any) -> str:
        return str(value)

    def text_to_value(self, text: str) -> Any:
        return text


class SealedTextField(SealedField):
    """A text."""


class SealedJSONField(SealedField):
    """A dictionary of plain values (contact rules, answers, details)."""

    empty: Any = {}

    def value_to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def text_to_value(self, text: str) -> Any:
        return json.loads(text)


def _sealed_fields(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _context(row: models.Model, field: SealedField) -> bytes:
    return f"{row._meta.label_lower}|{row.pk}|{field.name}".encode()


def seal_rows(rows: Sequence[SealedModel], only: Iterable[str] | None = None) -> None:
    """Have the keeper seal every readable value of the rows, in one request; the next save stores the result."""
    wanted = set(only) if only is not None else None
    places: list[tuple[SealedModel, SealedField]] = []
    items: list[tuple[bytes, bytes, str]] = []
    for row in rows:
        for field in _sealed_fields(type(row)):
            value = row.__dict__.get(field.attname)
            if isinstance(value, Sealed) or value is None or value == field.empty:
                continue
            if wanted is not None and field.name not in wanted:
                continue
            places.append((row, field))
            items.append((row.sealed_subject.bytes, _context(row, field), field.value_to_text(value)))
    if not items:
        return
    for (row, field), blob in zip(places, keeper().seal(items), strict=True):
        row.__dict__.setdefault("_sealed_blobs", {})[field.attname] = blob


class SealedModel(models.Model):
    """A model with sealed fields. `sealed_subject` names whose key they stand under (a person, a case: the unit of erasure)."""

    class Meta:
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        raise NotImplementedError(type(self).__name__)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        seal_rows([self], update_fields)
        super().save(*args, update_fields=update_fields, **kwargs)


def reveal(*collections: Iterable[Any] | SealedModel | None, by: Member | None, why: str) -> None:
    """Open the sealed fields of rows in place: one request to the keeper, which writes its ledger entry first.

    `collections` are rows or iterables of rows (querysets are evaluated). `by` is the member who asks, None for the
    system's own jobs; `why` is a short code such as "case" or "list.cases". Raises SealedError while the server is
    sealed, TooManyOpeningsError when the member opens more subjects than the keeper's limit.
    """
    # A member who leads fifty cases of a list is opened once.
    places: dict[tuple[bytes, bytes], list[tuple[SealedModel, SealedField]]] = {}
    for collection in collections:
        if collection is None:
            continue
        rows = [collection] if isinstance(collection, models.Model) else collection
        for row in rows:
            for field in _sealed_fields(type(row)):
                value = row.__dict__.get(field.attname)
                if isinstance(value, Sealed):
                    places.setdefault((value.blob, _context(row, field)), []).append((row, field))
    if not places:
        return
    opened = keeper().open(list(places), by=by.pk if by else None, why=why)
    for same, text in zip(places.values(), opened, strict=True):
        for row, field in same:
            row.__dict__[field.attname] = field.text_to_value(text) if text is not None else type(field.empty)()
            if text is None:
                row.__dict__.setdefault("_erased", set()).add(field.name)
