#!/bin/sh
# The whole suite: engines, rooms and web on SQLite, the same on a real PostgreSQL, journeys in a real Chromium.
set -eu
bin=.venv/bin
exec $bin/python -m pytest -n 2 "$@"
