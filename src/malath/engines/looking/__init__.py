"""Looks at hostile files behind walls: what they are, how they look, what they say, what they claim.

`look_at`, `strip_metadata` and `redraw` are called by rooms that take files in; each starts one worker process without keys, network,
disk or much memory, and believes its answer only where it fits. Serves SC1 and SC2. See
docs/explain/looking-at-hostile-files.md for what this protects from, and what not.
"""

from __future__ import annotations

from .look import look_at
from .model import Claims, Derived, Entry, Finding, ImageHash, KeyFrame, LeftOut, Look, Picture, Text, Verdict, Wishes
from .sandbox import stands as sandbox_stands
from .strip import redraw, strip_metadata
from .worker.pdq import GOOD_QUALITY, NEAR, near

__all__ = [
    "GOOD_QUALITY",
    "NEAR",
    "Claims",
    "Derived",
    "Entry",
    "Finding",
    "ImageHash",
    "KeyFrame",
    "LeftOut",
    "Look",
    "Picture",
    "Text",
    "Verdict",
    "Wishes",
    "look_at",
    "near",
    "redraw",
    "sandbox_stands",
    "strip_metadata",
]
