"""Uploads never touch the disk in clear."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_UPLOAD = 25 * 1024 * 1024


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps an upload in memory, up to 25 MB and a little; a larger one is cut off and marked so that the form says why."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()
        self.too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST_UPLOAD + 1024:
            self.too_large = True
            return
        self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            # The true size is kept although the rest was not: the form refuses by it.
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
