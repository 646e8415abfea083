#!/bin/sh
# The whole suite on SQLite (engines, rooms, web, a real Chromium), then what touches the database again on a real
# PostgreSQL; the last line counts both. Arguments go to both runs.
set -eu
exec .venv/bin/python scripts/suite.py "$@"
