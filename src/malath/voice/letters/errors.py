"""What the room of letters refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class LetterSettledError(DomainError):
    code = "letters.settled"
    status = 409
    message = _("This letter was settled already.")


class NotPublicKeyError(DomainError):
    code = "letters.not-public-key"
    message = _("This is no public key: paste one that begins with age1, or a whole PGP public key block.")


class PrivateKeyError(DomainError):
    code = "letters.private-key"
    message = _(
        "This holds a private key. It was not kept. Whoever saw it can read what is written to you: make a new one."
    )


class NoReaderError(DomainError):
    """A letter came that nobody here reads: no organisation and no network ever asked for letters."""

    code = "letters.no-reader"
    message = _("Nobody here takes letters.")
