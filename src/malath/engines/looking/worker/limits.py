"""Every number that bounds a look, in one place. Sizes are bytes, times are seconds."""

from __future__ import annotations

MIB = 1024 * 1024

# What of a file is put before the worker: all of it, or the two ends at their true places with a hole between.
WHOLE = 64 * MIB
HEAD = 48 * MIB
TAIL = 16 * MIB

# The worker's own memory and processor time, and what a tool that it starts may have. The hard limits hold for both.
WORKER_MEMORY = 512 * MIB
TOOL_MEMORY = 1024 * MIB
WORKER_CPU = 10
TOOL_CPU = 20
SCRATCH = 96 * MIB
LARGEST_FILE = 48 * MIB
OPEN_FILES = 64
PROCESSES = 24
WALL = 60
# The worker stops by itself this long before it is killed, so that what it left out is said.
MARGIN = 4

# What the worker may answer.
LINE = 16 * 1024
RECORDS = 2500
ANSWER = 40 * MIB
CONTENT = 39 * MIB
TEXT = 2 * MIB
WORDS = 300

THUMBNAIL = 320
VIEWING_COPY = 1600
KEY_FRAMES = 12
PIXELS = 60_000_000
# A JPEG can be decoded at an eighth of its size, so a larger one is still looked at.
JPEG_PIXELS = 250_000_000
DERIVED_PIXELS = 12_000_000

TEXT_PAGES = 300
REDRAWN_PAGES = 600
OCR_PAGES = 4
OCR_SIDE = 2400
ENTRIES = 1000
MEMBER = 16 * MIB
MEMBERS = 200
UNPACKED = 48 * MIB
RATIO = 200
