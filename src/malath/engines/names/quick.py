"""The parts of very many names, each word looked up once: the answers of `tokens`, ten times sooner.

Most names are plain words, an article, Abd or Abu before a plain word, or a plain word before ad-Din; whatever else a name holds
(a comma, a title, capitals) is left to `tokens`.
"""

from __future__ import annotations

from malath.engines.names import lexicon as lex
from malath.engines.names.letters import normalise
from malath.engines.names.tokens import LONGEST, MOST_TOKENS, tokens, without_article

MOST_REMEMBERED = 400_000
_GLUES = lex.ARABIC_SERVANT | lex.ARABIC_FATHER | lex.ARABIC_MOTHER | lex.SERVANT | lex.FATHER | lex.MOTHER
_TAILS = lex.FAITH | lex.GOD | lex.ARABIC_FAITH | lex.ARABIC_GOD
_RULED = lex.TITLES | lex.DOUBTFUL_TITLES | lex.DOTTED_TITLES | lex.SONS | lex.LATIN_ARTICLES | lex.SUN_ARTICLES
# Marks in place of a token: what a word does instead of standing for itself.
_GLUE, _TAIL, _ARTICLE, _OTHER = "\x01", "\x02", "\x03", "\x04"
# Words beginning from here on change their letters when they are cleaned.
_PRESENTATION_FORMS = "\ufb00"
_MARKS = {
    **dict.fromkeys(_TAILS, _TAIL),
    **dict.fromkeys(_GLUES, _GLUE),
    **dict.fromkeys((*lex.LATIN_ARTICLES, "ال"), _ARTICLE),
}


class QuickTokens:
    """Remembers what each word and each compound of two words became."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self._pairs: dict[str, str] = {}

    def __call__(self, text: str) -> list[str]:
        """The same list as `tokens(text)`."""
        words = text.split()
        if not words or len(words) > MOST_TOKENS or len(text) > LONGEST:
            return tokens(text)
        out: list[str] = []
        glue = before = ""
        article = False
        known = self._words.get
        for word in words:
            token = known(word) or self._learn(word)
            if token > _OTHER:  # no letter sorts before the marks
                if glue:
                    token = self._pair(glue, word)
                    before = ""
                else:
                    before = word
                out.append(token)
                glue, article = "", False
            elif article:
                return tokens(text)
            elif token == _TAIL and before and not glue:
                out[-1] = token = self._pair(before, word)
                before = ""
            elif token == _GLUE and not glue:
                glue, before = word, ""
            elif token == _ARTICLE and not glue:
                article = True
            else:
                return tokens(text)
            if token == _OTHER:
                return tokens(text)
        return tokens(text) if glue or article else out

    def _learn(self, word: str) -> str:
        if len(self._words) >= MOST_REMEMBERED:
            self._words.clear()
        found = self._words[word] = _kind(word)
        return found

    def _pair(self, one: str, two: str) -> str:
        pair = f"{one} {two}"
        found = self._pairs.get(pair)
        if found is None:
            if len(self._pairs) >= MOST_REMEMBERED:
                self._pairs.clear()
            parts = tokens(pair)
            found = self._pairs[pair] = parts[0] if len(parts) == 1 else _OTHER
        return found


def _kind(word: str) -> str:
    pieces = [piece for piece in word.split("-") if piece]
    forms = [normalise(piece) for piece in pieces]
    if not all(piece.isalpha() and form.isalpha() for piece, form in zip(pieces, forms, strict=True)):
        return _OTHER
    if len(word) > 1 and word.isupper():
        return _OTHER
    if len(forms) == 1 and forms[0] in _MARKS:
        return _MARKS[forms[0]]
    if any(form in _GLUES or form in _TAILS for form in forms) or any(form in _RULED for form in forms[-1:]):
        return _OTHER
    if len(forms) == 1 and word < _PRESENTATION_FORMS:
        return forms[0] if word[0] in "أإآ" else without_article(forms[0])
    parts = tokens(word)
    return parts[0] if len(parts) == 1 else _OTHER
