"""Words a name engine must know: titles, particles, compounds, and common names with their usual Latin spellings."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from malath.engines.names.letters import normalise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "dr doctor doktor docteur mr mrs ms miss mme mlle monsieur madame mademoiselle prof professor professeur maitre "
    "eng engineer herr frau bay bayan ustaz ustadh "
    "السيد السيده الدكتور الدكتوره دكتور دكتوره د الاستاذ الاستاذه استاذ استاذه المهندس المهندسه مهندس مهندسه "
    "الانسه الحاج الحاجه الشهيد الشهيده المرحوم المرحومه المدعو المدعوه"
)
# Titles that are family or given names as well: dropped only where two parts still follow.
DOUBTFUL_TITLES = _words("sheikh cheikh shaykh hajj haj hadj sayyid sayed me الشيخ شيخ الشيخه حاج سيد")
# An abbreviation is a title only with its full stop, and only in front.
DOTTED_TITLES = frozenset(("د", "م", "ا", "أ"))

SONS = _words("bin ibn bn ben bint binti bent بن ابن بنت ابنه")
LATIN_ARTICLES = frozenset(("al", "el", "ul", "il"))
# The article that took the sound of the next letter: "ash-Shami", "er-Rifai"; only before a hyphen.
SUN_ARTICLES = _words("ad ed ud ar er ur as es us ash esh ach ech an en un at et ut az ez uz ath adh")
SERVANT = _words(
    "abd abed ebd abdel abdul abdal abdoul abdil abdol ebdul abdur abder abdar abdus abdes abdas abdun abden"
)
FATHER = _words("abu abo abou abi aba abul aboul abol abal ebu ebou")
MOTHER = _words("um umm oum oumm om omm")
FAITH = _words("din deen dine dein eddin eddine eddeen uddin addin adin aldin eldin aldeen eldeen uldin")
GOD = _words("allah alla ullah ulla ellah elah")
# Given names whose ة is heard as t before الله.
GIFTS = _words("hiba heba nima nema neama rahma minna menna هبه نعمه رحمه منه عطيه ايه")

ARABIC_SERVANT = frozenset(("عبد", "عبدال", "العبد"))
ARABIC_FATHER = frozenset(("ابو", "ابي", "ابا", "ابوال", "بو"))
ARABIC_MOTHER = frozenset(("ام",))
ARABIC_FAITH = frozenset(("الدين", "دين", "الدبن"))
ARABIC_GOD = frozenset(("الله", "اللله", "لله"))

# Words that begin with the letters of the article and have none.
NO_ARTICLE = _words(
    "الما اليس الين الفي اليز الون الهه النا الدو "
    "الياس الهام الماس المازه المظ الفت الفريد البير البرت الكسندر اليسار اليسا اليزابيت اليزابيث اليان الينا اليف "
    "elham ilham almas albert alberto alfred alfredo alma elvira elmir elmira aldo alper altan alpay elvan elmas alban "
    "elton ilhan ilyas ildiz allam alloush allouche allaoui allal"
)
# Final ي of these is sounded a (alif maqsura), however it is typed: هدى, مصطفى.
SOUNDED_A = _words(
    "هدي ضحي ندي نهي لبني مصطفي عيسي موسي يحيي ليلي سلمي بشري مرتضي مجتبي نجوي سلوي ذكري شذي رضوي سجي روي لمي كبري "
    "صغري نعمي سهي مثني صدي متي مروي اروي فدوي رلي"
)
# Adjectives of places and tribes that stand at the end of a name: where the bearer's people come from.
NISBAS = _words(
    "شامي دمشقي حلبي حمصي حموي ادلبي ديري رقاوي حوراني درعاوي سويداوي جولاني لاذقاني طرطوسي جبلاوي تدمري ميداني دوماني "
    "صالحاني حرستاني زبداني قلموني بانياسي معري عفريني كوباني حسكاوي قامشلاوي سلموني مصيافي غوطاني داراني "
    "بغدادي موصلي بصري كوفي نجفي كربلائي تكريتي سامرائي انباري كركوكي اربيلي دهوكي كردي تركماني شركسي ارمني اشوري "
    "بيروتي طرابلسي صيداوي صوري بعلبكي لبناني قدسي مقدسي غزاوي نابلسي خليلي حيفاوي يافاوي عكاوي صفدي فلسطيني كرمي جنيني "
    "اردني عماني كركي سلطي مصري اسكندراني دمياطي طنطاوي صعيدي منوفي سوداني ليبي تونسي جزائري مغربي فاسي مراكشي وهراني "
    "حجازي نجدي مكي مدني يماني يمني صنعاني حضرمي عدني كويتي بحراني قطري افغاني تركي فارسي اصفهاني تبريزي شيرازي خراساني"
)
# Written short by habit.
SHORT_FORMS = {
    "mhd": "mohamad",
    "mohd": "mohamad",
    "muhd": "mohamad",
    "md": "mohamad",
    "mhmd": "mohamad",
    "mehmet": "muhamet",
    "mehmed": "muhamed",
    "mihemed": "muhamed",
    "hatice": "khadija",
    "xece": "khadija",
    "ehmed": "ahmed",
    "ehmet": "ahmet",
}


@cache
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    listed: dict[str, set[str]] = {}
    for line in files(__package__).joinpath("known.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(":")
        if not rest or line.startswith("#"):
            continue
        heads = [normalise(name) for name in head.split()]
        for spelling in (*heads, *map(normalise, rest.split())):
            listed.setdefault(spelling, set()).add(heads[0])
    single = {spelling: next(iter(heads)) for spelling, heads in listed.items() if len(heads) == 1}
    return {spelling: frozenset(heads) for spelling, heads in listed.items()}, single


def known(token: str) -> frozenset[str]:
    """The common Arabic names that this normalised spelling stands for; empty when it is not listed."""
    return _tables()[0].get(token, frozenset())


def known_single(token: str) -> str | None:
    """The one Arabic name this spelling stands for, if there is exactly one."""
    return _tables()[1].get(token)
