"""The first file that a lawyer opens: what the folder holds and how to check it, in three languages."""

from __future__ import annotations

from collections.abc import Mapping

from malath.accountability.violations import vocabulary

_ENGLISH = """WHAT THIS FOLDER HOLDS

The record of violations as one member of one organisation may see it. What they may not see is not here.

  tables/en/     one table for each kind of record, to be opened in any spreadsheet program: events, acts (one kind of act against
                 one victim), people, involvements (a perpetrator's part in an act), information (what a source says), and others;
                 words.csv: every term with its codes, and in each language who reviewed its words, or that they are a draft
  files/         the files on which the information rests; each is named by its SHA-256
  *.jsonl        the same record, whole, for a machine: every value with its source, its confidence, the change that made it
                 and, where it was corrected, the change that ended it; the reviews with their reasons
  manifest-sha256.txt   the digest of every file

HOW TO READ IT

The tables show the value that stands first. The last column names the fields on which accounts differ; all accounts stand in
statements.jsonl. Dates are written in words and as EDTF (ISO 8601-2): 2013~ is "about 2013", 2012-XX-XX "2012, day unknown".
A perpetrator is alleged unless a court has said so. The numbers of rows are what was documented here: never a total of what
happened.

HOW TO CHECK THAT IT IS WHOLE

In this folder:   sha256sum -c manifest-sha256.txt
Every line must end in OK. A file that is not named in the manifest does not belong to the export.
"""
_FRENCH = """CE QUE CONTIENT CE DOSSIER

Les violations documentées, telles qu’un membre d’une organisation peut les voir. Ce qu’il ne peut pas voir n’y figure pas.

  tables/fr/     un tableau par type de fiche, à ouvrir dans n’importe quel tableur : événements, actes (un type d’acte contre une
                 victime), personnes, implications (la part d’un auteur présumé dans un acte), informations (ce que dit une source),
                 et d’autres ; words.csv : chaque terme avec ses codes et, dans chaque langue, qui a relu ses mots, ou qu’ils sont
                 un brouillon
  files/         les fichiers sur lesquels reposent les informations ; chacun porte le nom de son empreinte SHA-256
  *.jsonl        les mêmes fiches, complètes, pour une machine : chaque valeur avec sa source, son degré de confiance, la
                 modification qui l’a créée et, si elle a été corrigée, celle qui l’a remplacée ; les vérifications et leurs motifs
  manifest-sha256.txt   l’empreinte de chaque fichier

COMMENT LE LIRE

Les tableaux montrent la valeur retenue en premier. La dernière colonne nomme les champs sur lesquels les récits divergent ; tous
les récits se trouvent dans statements.jsonl. Les dates sont écrites en mots et en EDTF (ISO 8601-2) : 2013~ veut dire « vers
2013 », 2012-XX-XX « 2012, jour inconnu ». Un auteur est présumé tant qu’un tribunal ne l’a pas établi. Les nombres de lignes disent
ce qui a été documenté ici, jamais un total de ce qui s’est passé.

COMMENT VÉRIFIER QU’IL EST COMPLET

Dans ce dossier :   sha256sum -c manifest-sha256.txt
Chaque ligne doit finir par OK. Un fichier que le manifeste ne nomme pas n’appartient pas à l’export.
"""
_ARABIC = """ماذا يحوي هذا المجلد

الانتهاكات الموثَّقة كما يحق لعضو في منظمة أن يراها. ما لا يحق له أن يراه ليس هنا.

  tables/ar/     جدول لكل نوع من السجلات، يُفتح في أي برنامج جداول: الأحداث، والأفعال (فعل من نوع واحد على ضحية واحدة)،
                 والأشخاص، والضلوع (دور مرتكب مزعوم في فعل)، والمعلومات (ما يقوله مصدر)، وغيرها؛
                 وwords.csv: كل مصطلح مع رموزه، ومن راجع ألفاظه في كل لغة، أو أنها مسودة
  files/         الملفات التي تستند إليها المعلومات، واسم كل ملف بصمته SHA-256
  *.jsonl        السجلات نفسها كاملةً ليقرأها حاسوب: كل قيمة مع مصدرها ودرجة الثقة بها والتعديل الذي أدخلها، والتعديل الذي
                 أنهاها إن صُحِّحت، ومراجعات الأحداث وأسبابها
  manifest-sha256.txt   بصمة كل ملف

كيف يُقرأ

تُظهر الجداول القيمة المعتمدة أولًا. يسمّي العمود الأخير الحقول التي تختلف فيها الروايات، وكل الروايات في statements.jsonl.
التواريخ مكتوبة بالكلمات وبصيغة EDTF ‏(ISO 8601-2)‏: ‎2013~‎ تعني «حوالي 2013»، و‎2012-XX-XX‎ تعني «2012، اليوم مجهول».
المرتكب مزعوم ما لم تقل محكمة غير ذلك. عدد الأسطر هو ما وُثِّق هنا، وليس أبدًا مجموع ما حدث.

كيف تتحقق من أنه كامل

داخل هذا المجلد:   sha256sum -c manifest-sha256.txt
يجب أن ينتهي كل سطر بـ OK. وما لا يسمّيه هذا الملف من ملفات ليس من التصدير.
"""


_CONSENTS = """الموافقات: هذه نسخة عضو للأرشيف داخل الائتلاف. ما وافق عليه كل شاهد، وما لم يوافق عليه، في consents.jsonl؛ لا يجوز استعمال شهادة
في غير ما وافق عليه صاحبها ولا بعد سحبه.
CONSENTS: this is a member's own copy, for the archive, within the coalition. What each witness allows, and does not allow, stands
in consents.jsonl; a testimony is used for nothing else, and for nothing once it is withdrawn.
CONSENTEMENTS : ceci est la copie d’un membre, pour l’archive, au sein de la coalition. Ce que chaque témoin permet et ne permet
pas figure dans consents.jsonl ; un témoignage ne sert à rien d’autre, et à rien une fois le consentement retiré.
"""
_LEFT_OUT = """حُجبت سجلات: من لم يوافق على وجوده في هذه النسخة، أو سحب موافقته، ليس فيها في أي موضع.
Records were withheld: whoever did not agree to be in this copy, or took it back, is nowhere in it.
Des fiches ont été retenues : qui n’a pas accepté de figurer dans cette copie, ou est revenu dessus, n’y est nulle part.
"""


def readme(counts: Mapping[str, int], *, leaves_out: bool = False) -> str:
    """The text, with how many lines each file holds and which vocabularies the codes come from. Ends in the same bytes for
    the same records."""
    held = "".join(f"  {name:12} {count}\n" for name, count in sorted(counts.items()))
    tail = f"malath.violations/1, vocabularies version {vocabulary.version()}\n{held}"
    return "\n".join([_ARABIC, _ENGLISH, _FRENCH, _CONSENTS, *([_LEFT_OUT] if leaves_out else []), tail])
