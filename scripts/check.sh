#!/bin/sh
# Lint, types, import contracts, translations, missing migrations.
set -eu
bin=.venv/bin
MALATH_HOME=$(mktemp -d)
export MALATH_HOME
trap 'rm -rf "$MALATH_HOME"' EXIT
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy src/malath
$bin/lint-imports
$bin/python scripts/translations.py check
$bin/python -m django makemigrations --check --dry-run
echo "All checks passed."
