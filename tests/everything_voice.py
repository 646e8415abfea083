"""A text that Haven leads, with one organisation that has no members here: translated, frozen, changed, commented on; and
what Haven is about to publish."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from malath.voice.campaigns.actions import add_part, begin_undertaking, record_consent, write_undertaking
from malath.voice.site.actions import begin_publication, write_texts
from malath.voice.site.enclosing import put_picture
from malath.voice.site.holders import held_for
from malath.voice.statements.actions.answering import Said, answer_text
from malath.voice.statements.actions.drafting import add_comment, begin_statement, write_text, write_translation
from malath.voice.statements.actions.freezing import bind_translation, freeze_text
from malath.voice.statements.actions.handing import propose_handover
from malath.voice.statements.actions.inviting import invite_organisation, invite_outside
from malath.voice.statements.models import Version
from malath.voice.statements.selectors import signatory_own
from tests.evidence import samples
from tests.whole import MARK, Everything, any_of


def make_statements(made: Everything) -> None:
    """Everything but an answer by a link, which nobody of the test's people gives."""
    officer, director = made.owning["communications_officer"], made.owning["director"]
    until = timezone.now() + timedelta(days=9)
    statement = begin_statement(
        made.coalition.haven, kind="joint", language="en", title=f"{MARK} speaks", body=f"{MARK} asks.", by=officer
    )
    source = Version.objects.visible_to(officer).get(statement=statement)
    source.text = {"title": f"{MARK} speaks", "parts": [{"key": "1", "text": f"{MARK} asks."}]}
    write_translation(
        statement,
        language="fr",
        source=source,
        title=f"{MARK} parle",
        texts={"1": f"{MARK} demande."},
        after=0,
        by=officer,
    )
    comment = add_comment(statement, paragraph="1", words=f"{MARK} is said so", by=director)
    names = {code: f"{MARK} {code}" for code in ("ar", "en", "fr")}
    outside = invite_outside(statement, names=names, by=officer)
    edition = freeze_text(statement, answer_by=until, by=officer)
    bind_translation(statement, language="fr", by=officer)
    own = signatory_own(director, any_of("statements", "Signatory", statement=statement.pk, initiator=True))
    said = Said(
        act="reserve", digest=edition.digest, words=f"{MARK} doubts", mandate="body", mandate_words=MARK, signed_by=MARK,
        named=False, names=names,
    )  # fmt: skip
    answer_text(own, said, by=director)
    write_text(statement, title=f"{MARK} speaks", body=f"{MARK} asks!", after=1, by=officer)
    freeze_text(statement, answer_by=until, lead_says="form", by=officer)
    made.rows |= {"statement": statement}
    made.ids |= {
        "statement_id": statement.pk,
        "edition_id": edition.pk,
        "signatory_id": outside.pk,
        "place_id": own.pk,
        "comment_id": comment.pk,
        "code": "fr",
        "handover_id": _handed_to_us(made),
    }


def _handed_to_us(made: Everything) -> uuid.UUID:
    """A text that the other organisation leads, and would hand to ours: both may look."""
    theirs, haven = made.other["communications_officer"], made.coalition.haven
    statement = begin_statement(
        made.coalition.archive, kind="joint", language="en", title="Names are asked for", body="We ask.", by=theirs
    )
    invite_organisation(statement, haven, by=theirs)
    proposed: uuid.UUID = propose_handover(statement, haven, reason="We close", by=theirs).pk
    return proposed


def make_publications(made: Everything) -> None:
    """A draft of Haven's with a picture: what is out, everybody reads."""
    officer = made.owning["communications_officer"]
    row = begin_publication(made.coalition.haven, kind="news", subject="return", by=officer)
    texts = {"en": {"title": f"{MARK} is home", "excerpt": MARK, "body": f"{MARK} came home."}}
    row = write_texts(row, texts, after=0, by=officer)
    words = {
        "alt": {"en": f"{MARK} at the door"},
        "credit": MARK,
        "people": "agreed",
        "said_by": MARK,
        "said_on": "2026-11-02",
    }
    picture = put_picture(held_for(officer, "publication", row.pk), samples.photo(), words, by=officer)
    made.ids |= {"publication_id": row.pk, "enclosure_id": picture.pk}
    made.ids |= {"carries": "publication", "carrier_id": row.pk, "enclosed": "picture"}


def make_undertakings(made: Everything) -> None:
    """A draft of a conference, with a speaker who consented."""
    officer = made.owning["communications_officer"]
    row = begin_undertaking(made.coalition.haven, kind="occasion", by=officer)
    texts = {"en": {"title": f"{MARK} meets", "excerpt": MARK, "body": f"{MARK} tells."}}
    details = {"first": timezone.localdate() + timedelta(days=30), "place": {"en": f"{MARK} hall"}}
    row = write_undertaking(row, texts, details=details, after=0, by=officer)
    names = {"names": {"en": f"{MARK} speaker"}, "words": {"en": MARK}}
    speaker = add_part(row, kind="speaker", words=names, by=officer)
    today = timezone.localdate()
    record_consent(speaker, covers=["name"], way="written", note=MARK, given_on=today, after=0, by=officer)
    made.ids |= {
        "undertaking_id": row.pk,
        "piece_id": speaker.pk,
        "speaker_id": speaker.pk,
        "line_kind": "speaker",
    }
