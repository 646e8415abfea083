"""What of a file was not looked at, in sentences: codes as `looking` gives them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

LEFT_OUT: dict[str, Any] = {
    "sandbox.missing": _("This server has no closed room for hostile files."),
    "sandbox.leaks": _("The closed room has a hole: tell your administrator."),
    "sandbox.not_started": _("The closed room could not be opened: tell your administrator."),
    "source.unreadable": _("The file could not be read."),
    "answer.not_trusted": _("The file took over the program that looked at it. Nothing of its answer was believed."),
    "worker.ended": _("The look ended before its time."),
    "tool.missing": _("A program for it is not installed here."),
    "tool.crashed": _("A program broke down over the file."),
    "limit.size": _("Of a large file only the beginning and the end were looked at."),
    "limit.time": _("A part took too long."),
    "limit.processor": _("A part took too much of the processor."),
    "limit.memory": _("A part took too much memory."),
    "limit.output": _("A part gave out too much."),
    "limit.pixels": _("The picture has too many pixels."),
    "limit.pages": _("It has more pages than are read."),
    "limit.length": _("It has more text than is read."),
    "limit.entries": _("It has more entries than are listed."),
    "limit.unpacked": _("Unpacked, it is too large."),
    "file.empty": _("The file is empty."),
    "file.broken": _("A part of the file is broken."),
    "image.format_not_read": _("Pictures of this format are not drawn here."),
    "image.first_frame_only": _("Only the first picture of several was taken."),
    "image.made_smaller": _("The copy is smaller than the original."),
    "metadata.none": _("The metadata could not be read."),
    "ocr.language_missing": _("A language of machine reading is not installed here."),
    "text.not_text": _("It is not text."),
    "document.encrypted": _("The document is locked by a password."),
    "office.legacy_format": _("Old binary documents are not opened."),
    "xml.declares_types": _("The document declares types or entities, which harmless ones do not."),
    "xml.too_deep": _("The document is nested too deep."),
    "archive.not_opened": _("Archives of this format are not opened."),
    "postscript.not_opened": _("PostScript is a programming language: it is not run."),
    "program.not_opened": _("Programs are not opened."),
    "svg.not_opened": _("Drawings of this format are not drawn: they can hold scripts."),
    "other.not_opened": _("Files of this kind are not opened."),
}
