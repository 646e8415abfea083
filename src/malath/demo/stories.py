"""Sentences for the fictional coalition, in the three languages. Our own; about nobody."""

from __future__ import annotations

THREATS = {
    "ar": ["ورد اسمها في قائمة تُتداول على مجموعات محلية", "استُدعي مرتين إلى فرع أمني خلال شهر", "رجلان سألا عنه عند باب العمارة", "تصلها رسائل تهديد من رقم مجهول منذ أسبوعين", "داهموا مكتب منظمته وصادروا الحواسيب", "أُوقف زميله في العمل نفسه يوم الأحد"],
    "fr": ["Son nom figure sur une liste qui circule dans des groupes locaux", "Convoqué deux fois en un mois par un service de sécurité", "Deux hommes l’ont demandé à la porte de l’immeuble", "Elle reçoit des menaces d’un numéro inconnu depuis deux semaines", "Le bureau de son organisation a été perquisitionné, les ordinateurs saisis", "Un collègue au même poste a été arrêté dimanche"],
    "en": ["Named on a list that goes round in local groups", "Summoned twice in a month by a security branch", "Two men asked for him at the door of the building", "Threats from an unknown number for two weeks", "Their office was searched and the computers taken", "A colleague with the same work was arrested on Sunday"],
}  # fmt: skip
VULNERABILITIES = {
    "ar": ["وحدها مع طفل في السادسة، ولا أقارب في المدينة", "بطاقة الحماية مسجلة في ولاية أخرى", "مرض مزمن يحتاج دواءً يومياً", "انتهى عقد الإيجار ولا بديل بعد", "لا تتكلم لغة البلد"],
    "fr": ["Seule avec un enfant de six ans, sans famille dans la ville", "Carte de protection enregistrée dans une autre province", "Maladie chronique, traitement quotidien", "Bail terminé, pas encore de solution", "Ne parle pas la langue du pays"],
    "en": ["Alone with a child of six, no relatives in town", "Protection card registered in another province", "Chronic illness, needs a medicine every day", "The lease ended and there is nothing else yet", "Does not speak the language of the country"],
}  # fmt: skip
CAPACITIES = {
    "ar": ["شقة آمنة عند صديقة حتى آخر الأسبوع", "جواز سفر صالح لسنتين", "زملاؤه يطمئنون عليه كل مساء", "تعرف محامية في المدينة", "خبرة في الأمان الرقمي"],
    "fr": ["Appartement sûr chez une amie jusqu’à la fin de la semaine", "Passeport valable deux ans", "Ses collègues prennent de ses nouvelles chaque soir", "Elle connaît une avocate en ville", "Formé à la sécurité numérique"],
    "en": ["A safe flat with a friend until the end of the week", "Passport valid for two years", "Colleagues check on him every evening", "Knows a lawyer in town", "Trained in digital security"],
}  # fmt: skip
NOTES = {
    "ar": ["تكلمنا نصف ساعة. نامت أفضل هذا الأسبوع وتسأل عن مدرسة قريبة.", "طلب أن نؤجل الحديث عن السنوات الماضية. وافقنا على موعد بعد العيد.", "وصلت ترجمة شهادة الميلاد. بقي التصديق.", "زرنا المدرسة معاً، وأعجبها القسم التحضيري.", "راجعنا قواعد التواصل: لا اتصال هاتفي حتى إشعار آخر.", "اتفقنا على ثلاث خطوات قبل نهاية الشهر."],
    "fr": ["Une demi-heure d’échange. Elle dort mieux et demande une école proche.", "Il souhaite reporter l’entretien sur les années passées. Rendez-vous après la fête.", "Traduction de l’acte de naissance reçue. Reste la légalisation.", "Visite de l’école ensemble, la classe préparatoire lui plaît.", "Règles de contact revues : pas d’appel jusqu’à nouvel ordre.", "Trois étapes convenues avant la fin du mois."],
    "en": ["We spoke for half an hour. She sleeps better and asks about a school nearby.", "He asked to put off talking about past years. We agreed on a day after the feast.", "The translation of the birth certificate came. It still needs the stamp.", "We visited the school together; she liked the preparatory class.", "We went through the contact rules: no calls until further notice.", "Three steps agreed before the end of the month."],
}  # fmt: skip
TASKS = {
    "ar": ["حجز موعد في المحافظة", "طلب مكان في المدرسة", "إرسال وصل الإيجار", "تجديد بطاقة النقل", "الاتصال بالمركز الصحي", "ترجمة الشهادة الجامعية", "تحضير المقابلة، الجلسة الثانية"],
    "fr": ["Prendre rendez-vous à la préfecture", "Demander une place à l’école", "Envoyer la quittance de loyer", "Renouveler la carte de transport", "Appeler le centre de santé", "Faire traduire le diplôme", "Préparer l’entretien, deuxième séance"],
    "en": ["Book the appointment at the prefecture", "Ask for a place at school", "Send the rent receipt", "Renew the transport card", "Call the health centre", "Have the degree translated", "Prepare the interview, second session"],
}  # fmt: skip
APPOINTMENTS = {
    "ar": ["موعد المحافظة", "جلسة مع المحامية", "علاج فيزيائي", "تسجيل دروس اللغة", "لقاء أول عبر سيغنال"],
    "fr": ["Rendez-vous à la préfecture", "Séance avec l’avocate", "Kinésithérapie", "Inscription au cours de français", "Premier échange par Signal"],
    "en": ["Prefecture", "Session with the lawyer", "Physiotherapy", "Enrolment in the language course", "First meeting by Signal"],
}  # fmt: skip
GOALS = {
    "housing": {"ar": "باب أغلقه بنفسي، ومدرسة نذهب إليها مشياً.", "fr": "Une porte que je ferme moi-même, et une école où l’on va à pied.", "en": "A door that I close myself, and a school we can walk to."},
    "health": {"ar": "أن أنام أربع ليالٍ من سبع.", "fr": "Dormir quatre nuits sur sept.", "en": "To sleep four nights out of seven."},
    "legal": {"ar": "أن أحكيها مرة واحدة، لمن يجب.", "fr": "Ne la raconter qu’une fois, à qui il faut.", "en": "To tell it once, to whoever must hear it."},
    "capacity": {"ar": "أن أقرأ الجريدة بالفرنسية عند الصباح.", "fr": "Lire le journal en français le matin.", "en": "To read the newspaper in French in the morning."},
    "work": {"ar": "أن أعود إلى الأثير، بلغتين.", "fr": "Revenir à l’antenne, en deux langues.", "en": "To be back on the air, in two languages."},
}  # fmt: skip
CODE_WORDS = {
    "ar": "نحن «المكتبة»: اسأل إن أُعيد الكتاب",
    "fr": "Vous êtes « la bibliothèque » : demandez si le livre est rendu",
    "en": "You are “the library”: ask whether the book is back",
}
