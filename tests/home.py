"""A pytest plugin that gives every test process a data folder of its own, before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="malath-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["MALATH_HOME"] = _folder
os.environ["MALATH_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["MALATH_FAST_PASSPHRASE"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
