"""Reading only through `visible_to`: a manager that refuses to be read until somebody says who is looking.

`Model.objects.visible_to(viewer)` applies the model's own rule; `Model.objects.unscoped(reason="…")` is the one
greppable way round. Related managers, forward keys, prefetches and subqueries inherit the refusal, because the
guarded manager is also each model's base manager.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import models

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_whole_block_reason: ContextVar[str | None] = ContextVar("whole_block_reason", default=None)


class UnscopedReadError(RuntimeError):
    """A guarded model was read without saying for whom: a mistake in the code, never shown to a user."""


def rule_kept(viewer: Member, key: object, make: Callable[[], models.Q]) -> models.Q:
    """A condition for a viewer, put together once a request: it is asked of the database each time.

    A rule may name the present instant, so that it is put together anew each second; and when the standing is.
    """
    known: dict[object, tuple[object, int, models.Q]] = viewer.__dict__.setdefault("_visible_rules", {})
    standing, second = viewer.standing, int(time.time())
    held = known.get(key)
    if held is None or held[0] is not standing or held[1] != second:
        held = known[key] = (standing, second, _written(make()))
    return held[2]


def _rule_for(model: Any, viewer: Member) -> models.Q:
    return rule_kept(viewer, model, lambda: model.visible_q(viewer))


class _WrittenQuery(models.Expression):
    """A query within a condition that refers to nothing outside itself, as SQL with its values.

    Django resolves and writes a query anew wherever the condition stands; a page asks a dozen questions by the same
    rule, and most of its time went there.
    """

    def __init__(self, sql: str, values: tuple[Any, ...]) -> None:
        super().__init__(output_field=models.Field())
        self.sql, self.values = sql, values

    def resolve_expression(self, *_args: Any, **_kwargs: Any) -> Self:
        return self

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, list[Any]]:
        return f"({self.sql})", list(self.values)


def _written(condition: models.Q) -> models.Q:
    """The same condition, with each query that it names by `…__in` written once."""
    made = condition.copy()
    made.children = [_child_written(child) for child in condition.children]
    return made


def _child_written(child: Any) -> Any:
    if isinstance(child, models.Q):
        return _written(child)
    if not isinstance(child, tuple) or not isinstance(child[1], models.QuerySet):
        return child
    lookup, rows = child
    if isinstance(rows, ScopedQuerySet):
        rows._require_scope()
    query = rows.query.clone()
    query.clear_ordering(clear_default=True)
    if not query.has_select_fields:
        return child  # Django chooses the column by what is compared
    try:
        return lookup, _WrittenQuery(*query.sql_with_params())
    except (EmptyResultSet, ValueError):
        return child  # nothing can be in it; or it names a row of the question around it


class ScopedQuerySet(models.QuerySet[Any]):
    """A query that runs only after `visible_to` or `unscoped`."""

    _scope: str | None = None

    def visible_to(self, viewer: Member | None) -> Self:
        """Only the rows that the viewer may know of; none for nobody."""
        scoped = self.none() if viewer is None else self.filter(_rule_for(self.model, viewer))
        scoped._scope = "viewer"
        return scoped

    def unscoped(self, *, reason: str) -> Self:
        """All rows, for a stated reason (jobs, uniqueness, acts of the system)."""
        if not reason:
            raise UnscopedReadError("unscoped() needs a reason")
        opened = self.all()
        opened._scope = reason
        return opened

    def _require_scope(self) -> None:
        if self._scope is None and _whole_block_reason.get() is None:
            raise UnscopedReadError(f"{self.model.__name__} read without visible_to(viewer) or unscoped(reason=…)")

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scope = self._scope
        return clone

    def _fetch_all(self) -> None:
        if self._result_cache is None:  # type: ignore[has-type]
            self._require_scope()
        super()._fetch_all()  # type: ignore[misc]

    def _iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._require_scope()
        return super()._iterator(*args, **kwargs)  # type: ignore[misc,no-any-return]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return super().resolve_expression(*args, **kwargs)  # type: ignore[misc]

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedReadError(f"{self.model.__name__}: SQL of one's own goes round visible_to")

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._require_scope()
        return super().explain(*args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The default and base manager of every guarded model."""


@contextmanager
def whole_block_unscoped(*, reason: str) -> Iterator[None]:
    """Let Django's own machinery (cascades, flushes, fixtures) read guarded models inside the block."""
    token = _whole_block_reason.set(reason)
    try:
        yield
    finally:
        _whole_block_reason.reset(token)


def seen_through(column: str, rows: ScopedQuerySet) -> models.Q:
    """Rows whose `column` names one of `rows`, which says for whom it is read.

    Asked row by row, by key: `column__in=rows` would gather all that the viewer may see, at every question anew.
    """
    rows._require_scope()
    return models.Q(models.Exists(rows.filter(pk=models.OuterRef(column))))


class ScopedModel(models.Model):
    """A model whose rows are seen only by those whom `visible_q` names."""

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """The rows that the viewer may know of, as one condition; each model gives its own."""
        raise NotImplementedError(cls.__name__)
