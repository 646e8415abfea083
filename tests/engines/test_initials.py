"""Initials of names in Arabic and Latin letters, and texts in which a name gives way to them."""

from __future__ import annotations

import pytest

from malath.engines.names.initials import initials_of, with_initials, without_names

CASES = [
    ("سليم العابد", "س. ع."),
    ("سليم درويش العابد", "س. ع."),
    ("أحمد إبراهيم", "أ. أ."),
    ("احمد", "أ."),
    ("عبد الله الحلبي", "ع. ح."),
    ("عبدالله الحلبي", "ع. ح."),
    ("محمد عبد الرحمن", "م. ع."),
    ("علاء الدين شاهين", "ع. ش."),
    ("نصر الله", "ن."),
    ("أبو زيد", "أ."),
    ("أم سليم", "أ."),
    ("خالد أبو زيد", "خ. أ."),
    ("محمد بن راشد", "م. ر."),
    ("مُحَمَّد شاهين", "م. ش."),
    ("الياس مراد", "أ. م."),
    ("Salim Darwish al-Abed", "S. A."),
    ("Salim Al Abed", "S. A."),
    ("Abd al-Rahman Shahin", "A. S."),
    ("Abdul Rahman", "A."),
    ("Nour Eddine Samman", "N. S."),
    ("Abu Zayd", "A."),
    ("élodie de la Tour", "É. T."),
    ("Jean-Pierre Martin", "J. M."),
    ("S. A.", "S. A."),
    ("P-7", "P."),
    ("12", ""),
    ("", ""),
]
TEXTS = [
    ("رأيت سليم العابد عند الباب.", ["سليم العابد"], "رأيت س. ع. عند الباب."),
    ("وسَليم العابد قال لي، ثم بكى سليم.", ["سليم العابد"], "وس. ع. قال لي، ثم بكى س.."),
    ("بيت آل العابد", ["سليم العابد"], "بيت آل ع."),
    ("قال احمد الحلبي", ["أحمد الحلبي"], "قال أ. ح."),
    ("فاطمه قالت", ["فاطمة"], "ف. قالت"),
    ("عبدالله هنا", ["عبد الله"], "ع. هنا"),
    ("SALIM AL-ABED and Salimah", ["Salim al-Abed"], "S. A. and Salimah"),
    ("Salim at the gate", ["Salim the tailor"], "S. at the gate"),
    ("nobody is named", ["Salim al-Abed"], "nobody is named"),
]


@pytest.mark.parametrize(("name", "initials"), CASES)
def test_a_name_gives_its_first_and_its_last_initial(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@pytest.mark.parametrize(("text", "names", "shown"), TEXTS)
def test_a_name_gives_way_in_a_text(text: str, names: list[str], shown: str) -> None:
    assert with_initials(text, names, initials_of(names[0])) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Omar Haddad, and Haddad again", "X, and X again"),
        ("قال عمر حدّاد ولحداد رأي", "قال X ولX رأي"),
        ("Leila Haddad and OMAR HADDAD", "Leila Haddad and X"),
        ("omar-haddad; Haddadin; Omarine", "X; Haddadin; Omarine"),
    ],
)
def test_a_name_gives_way_to_other_words_and_one_that_is_kept_stays(text: str, shown: str) -> None:
    assert without_names(text, ["Omar Haddad", "عمر حداد"], "X", keeping=["Leila Haddad"]) == shown
