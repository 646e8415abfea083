"""What can be wrong with a vocabulary, or with a code that is asked of it. Plain Python: a form turns them into words."""

from __future__ import annotations

from pathlib import Path


class UnknownListError(LookupError):
    """There is no list of this name."""

    code = "vocabulary.unknown-list"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no vocabulary named {name!r}.")


class UnknownTermError(LookupError):
    """The list has no term of this code, and never had one: retired terms are still found."""

    code = "vocabulary.unknown-term"

    def __init__(self, name: str, term: str) -> None:
        self.name, self.term = name, term
        super().__init__(f"The vocabulary {name!r} has no term {term!r}.")


class VocabularyError(ValueError):
    """A list is wrong at one line: the message opens with the file and the line, as a compiler's does."""

    def __init__(self, file: Path, line: int, fact: str) -> None:
        self.file, self.line, self.fact = file, line, fact
        super().__init__(f"{file.name}:{line}: {fact}")
