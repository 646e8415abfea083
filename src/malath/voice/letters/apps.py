from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LettersConfig(AppConfig):
    name = "malath.voice.letters"
    label = "letters"

    def ready(self) -> None:
        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.voice.letters.actions import forget_old_letters, remind_of_letters
        from malath.voice.letters.public_pages import contact_files, help_files
        from malath.voice.letters.selectors import fingerprint
        from malath.voice.letters.sight import letters_seen
        from malath.voice.letters.taking_in import take_in_letters
        from malath.voice.letters.today import letters_today
        from malath.voice.site.sections import Section, give_section

        give_section(Section("help", _("Offer help"), 80, help_files, fingerprint))
        give_section(Section("contact", pgettext_lazy("public site", "Contact"), 90, contact_files, fingerprint))
        give_to_today(letters_today)
        give_sight(letters_seen)
        give_notices(
            {
                "letters.arrived": _("A reader of the public site wrote and waits for an answer."),
                "letters.late": _("A letter of a reader waits longer than it should."),
                "letters.aside": _("A letter from the public site could not be read and was put aside."),
            }
        )
        give_job(Job("letters of readers", take_in_letters, Lane.ROUNDS, every=60))
        give_job(Job("old letters", forget_old_letters, Lane.ROUNDS, every=6 * 3600))
        give_job(Job("letters that wait", remind_of_letters, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        group, label = pgettext_lazy("group of places", "Speak"), _("Letters")
        give_place(Place(group, 82, label, "mail", "letters", frozenset({"answer_letters"}), None))
