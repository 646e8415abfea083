"""Colleagues who are detained, disappeared or killed: what may be said of them, what happened, which days come round."""

from __future__ import annotations

import uuid

from django.db import models

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.voice.remembrance.rules import Ending, Fate, Kind, State


class Colleague(SealedModel, ScopedModel):
    """One person. `texts`: {"name" | "portrait" | "place" | "family" | "help": {language: words}}.

    Fate, state and the days stand in clear: they say that a page is behind, also while the server is sealed. The address
    is of chance, since it outlives what stood there. `revision` counts every change of what readers could see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    fate = models.CharField(max_length=12, choices=Fate)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    slug = models.CharField(max_length=16, unique=True)
    # After it was taken down: nothing stands at the address, not even that something stood there.
    silent = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    texts = SealedJSONField()
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "begun_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.slug

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those who publish for the organisation."""
        return models.Q(organisation__in=viewer.standing.organisations_able("publish"))


class OfColleague(SealedModel, ScopedModel):
    """What is kept under a colleague, sealed by their key and seen by those who see them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta(ScopedModel.Meta):
        abstract = True

    objects = ScopedManager()

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.colleague_id  # type: ignore[attr-defined,no-any-return]

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("colleague_id", Colleague.objects.visible_to(viewer))


class Consent(OfColleague):
    """Somebody's word that something may be said. `given`: {"relation", "who", "how", "allows": [Part]}.

    At most one has not been ended; it stands until its last day.
    """

    given = SealedJSONField()
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # The order in which they were recorded: several can be given on one day.
    place = models.PositiveIntegerField()

    class Meta(OfColleague.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["colleague"], condition=models.Q(ended_on=None), name="one_consent_stands_at_a_time"
            ),
            models.UniqueConstraint(fields=["colleague", "place"], name="consents_in_their_order"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ending="") | models.Q(ended_on__isnull=False) & ~models.Q(ending=""),
                name="an_ended_consent_says_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.given_on)


class Happening(OfColleague):
    """A line of the timeline. `told`: {"when": EDTF, "words": {language: text}, "names": [Part], "sources": [{"title",
    "url", "read_on"}]}; `names` are the parts that it gives away beyond what happened.

    `recurs` ("02-29", "03") and `due_on`, the next anniversary that nobody has settled, stand in clear: reminders go out
    while the server is sealed. A line that was struck is on no page, and stays.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    told = SealedJSONField()
    recurs = models.CharField(max_length=5, blank=True)
    due_on = models.DateField(null=True, blank=True)
    struck = models.BooleanField(default=False)
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()

    class Meta(OfColleague.Meta):
        indexes = [models.Index(fields=["due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on=None, recurs="") | models.Q(due_on__isnull=False) & ~models.Q(recurs=""),
                name="what_recurs_is_due",
            ),
            models.CheckConstraint(
                condition=models.Q(struck=False) | models.Q(due_on=None), name="what_is_struck_is_not_due"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Observance(OfColleague):
    """How an anniversary was kept: by a text, or not this year, and why. Until `settled` it is begun."""

    happening = models.ForeignKey(Happening, on_delete=models.PROTECT, related_name="observances")
    due_on = models.DateField()
    publication = models.ForeignKey("site.Publication", on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedTextField()
    settled = models.BooleanField(default=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta(OfColleague.Meta):
        constraints = [
            models.UniqueConstraint(fields=["happening", "due_on"], name="an_anniversary_is_settled_once"),
        ]

    def __str__(self) -> str:
        return str(self.due_on)


class Mention(OfColleague):
    """A text of the site that stands on their page. `from_record`: it was begun here, from what the consent lets be said,
    and goes out only while a consent does."""

    publication = models.ForeignKey("site.Publication", on_delete=models.PROTECT, related_name="+")
    from_record = models.BooleanField(default=False)

    class Meta(OfColleague.Meta):
        constraints = [
            models.UniqueConstraint(fields=["colleague", "publication"], name="a_text_is_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.publication_id)
