"""Logs that give nobody away: the request, its address and its query are never written."""

from __future__ import annotations

import logging
import traceback


class SafeHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes the message and where an error happened, but no values: an exception's text may hold what a member typed."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            problem = record.exc_info[1]
            places = traceback.extract_tb(problem.__traceback__)
            where = " < ".join(f"{place.filename.rsplit('/', 2)[-1]}:{place.lineno}" for place in reversed(places[-6:]))
            record = logging.makeLogRecord(
                record.__dict__ | {"msg": f"{type(problem).__name__} at {where}", "args": (), "exc_info": None}
            )
        elif record.name.startswith("django"):
            record = logging.makeLogRecord(
                record.__dict__ | {"msg": f"{record.levelname} in {record.name}", "args": ()}
            )
        super().emit(record)
