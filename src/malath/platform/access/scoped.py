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

from django.db import models

from malath.platform.access.written import seen, text_of, written

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_whole_block_reason: ContextVar[str | None] = ContextVar("whole_block_reason", default=None)


class UnscopedReadError(RuntimeError):
    """A guarded model was read without saying for whom: a mistake in the code, never shown to a user."""


def kept(viewer: Member, key: object, make: Callable[[], Any]) -> Any:
    """What is put together once a request for a viewer: a condition, which is asked of the database each time.

    A rule may name the present instant, so that it is put together anew each second; and when the standing is.
    """
    known: dict[object, tuple[object, int, Any]] = viewer.__dict__.setdefault("_visible_rules", {})
    standing, second = viewer.standing, int(time.time())
    held = known.get(key)
    if held is None or held[0] is not standing or held[1] != second:
        held = known[key] = (standing, second, make())
    return held[2]


def _rule_for(model: Any, viewer: Member) -> models.Q:
    rule: models.Q = kept(viewer, model, lambda: written(model.visible_q(viewer)))
    return rule


class ScopedQuerySet(models.QuerySet[Any]):
    """A query that runs only after `visible_to` or `unscoped`."""

    _scope: str | None = None
    _whole_for: Member | None = None  # whoever all that they see of this model, and nothing else, is read for

    def visible_to(self, viewer: Member | None) -> Self:
        """Only the rows that the viewer may know of; none for nobody."""
        scoped = self.none() if viewer is None else self.filter(_rule_for(self.model, viewer))
        scoped._scope = "viewer"
        if not self.query.where and not self.query.is_sliced:
            scoped._whole_for = viewer
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


def seen_through(column: str, rows: ScopedQuerySet, by: str = "pk") -> models.Q:
    """Rows whose `column` names one of `rows`, by its field `by`; `rows` says for whom it is read.

    Asked row by row, by key: `column__in=rows` would gather all that the viewer may see, at every question anew.
    """
    if (viewer := rows._whole_for) is None:
        return seen(column, text_of(rows, by))
    return seen(column, kept(viewer, (rows.model, by), lambda: text_of(_asked_by_key(rows.model, viewer), by)))


def _asked_by_key(model: Any, viewer: Member) -> ScopedQuerySet:
    rows: ScopedQuerySet = model._default_manager.unscoped(reason="the rule of one row follows")
    return rows.filter(written(model.row_q(viewer)))


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

    @classmethod
    def row_q(cls, viewer: Member) -> models.Q:
        """The same rule, put for rows that are known by their key already, where a model has a cheaper way to ask."""
        return cls.visible_q(viewer)
