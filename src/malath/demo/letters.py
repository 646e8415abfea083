"""What readers wrote to the invented coalition: somebody who would accompany, a teacher, a journalist."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from malath.demo.world import World
from malath.platform.sealed.readers import ReadersLetter
from malath.voice.letters.actions import receive_letter, set_desk, settle_letter
from malath.voice.letters.rules import Kind
from malath.voice.letters.selectors import letter_for

# Nobody has the private half: it was made and thrown away.
KEY = "age1wkuv6g7g9qwnfc8tlx7h5skdrxmnm5pepg9rm0ye6y3enz0rsauqmtrjzm"
LETTERS: list[tuple[Kind, str, int, dict[str, str]]] = [
    (Kind.ACCOMPANY, "fr", 2, {
        "name": "Maëlle Imaginaire", "phone": "+33639980095", "language": "fr", "city": "lyon", "speaks": "français, un peu d’arabe",
        "text": "J’ai deux après-midi par semaine. Je peux aller à la préfecture ou chez le médecin avec quelqu’un.",
    }),
    (Kind.TAKE_PART, "ar", 1, {
        "name": "هالة المتخيَّلة", "mail": "hala@example.org", "language": "ar", "city": "lyon", "speaks": "العربية والفرنسية",
        "text": "أنا معلمة، وأستطيع أن أعطي دروس فرنسية مساء كل ثلاثاء.",
    }),
    (Kind.CONTACT, "en", 0, {
        "to": "haven", "name": "Iris Invented", "mail": "iris@example.org", "language": "en",
        "text": "I write about the letters of the harbour towns. Whom may I ask about how the returns were counted?",
    }),
    (Kind.DONATE, "fr", 9, {
        "to": "haven", "name": "Paul Inventé", "mail": "paul@example.org", "language": "fr",
        "text": "Je donnerais une table, six chaises et un lit d’enfant.",
    }),
]  # fmt: skip


def let_readers_write(world: World) -> None:
    """Open Haven's desk; of its letters one was answered."""
    house, directors = world.organisations["haven"], world.with_role("haven", "director")
    if not directors:
        return
    director = directors[0]
    set_desk(house, is_open=True, public_key=KEY, by=director)
    for kind, language, days, given in LETTERS:
        on = timezone.localdate() - timedelta(days=days)
        letter = ReadersLetter(uuid.uuid4(), on, language, {name: [value] for name, value in given.items()})
        receive_letter(kind, letter)
        if kind == Kind.DONATE:
            settle_letter(
                letter_for(director, letter.id), outcome="answered", note="Collected on Saturday.", by=director
            )
