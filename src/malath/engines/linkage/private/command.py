"""`malath link encode` and `malath link match-encoded`."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from malath.engines.linkage.columns import guess, parse, told
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.private.encoding import SALTS, Encoder, Hardening
from malath.engines.linkage.private.files import Encoded, read_encoded, write_encoded
from malath.engines.linkage.private.matching import match
from malath.engines.linkage.private.records import FIELDS, fields_in, records_of
from malath.engines.linkage.private.secrets import new_secret, read_secret
from malath.engines.linkage.reading import read_table


def main(arguments: list[str]) -> int:
    """Run one of the two; 0 when done, 2 where something that was given does not serve."""
    faces = {"encode": _encode, "match-encoded": _match}
    if not arguments or arguments[0] not in faces:
        print("usage: malath link encode LIST | malath link match-encoded LEFT RIGHT", file=sys.stderr)
        return 2
    try:
        return faces[arguments[0]](arguments[1:])
    except LinkageError as problem:
        print(f"malath link: {problem}", file=sys.stderr)
        return 2


def _encode(arguments: list[str]) -> int:
    asked = _encode_parser().parse_args(arguments)
    secret = new_secret(asked.new_secret) if asked.new_secret else read_secret(asked.secret_file)
    table = read_table(asked.list)
    chosen = told(table, parse(asked.columns)) if asked.columns else guess(table)
    records = records_of(table, chosen, numbered=asked.row_numbers, ages_in=asked.ages_in)
    fields = (
        tuple(field for field in FIELDS if field in asked.fields.split(",")) if asked.fields else fields_in(records)
    )
    hardening = Hardening(
        tuple(filter(None, asked.salt.split(","))), asked.rarest, asked.commonest, asked.fold, asked.blip
    )
    bits = Encoder(secret, fields, hardening).encode(records)
    write_encoded(asked.output, Encoded([record.id for record in records], bits, secret.name, fields, hardening))
    ids = "row numbers" if asked.row_numbers or not chosen.one("id") else f"the ids of column {chosen.one('id')!r}"
    _say(chosen.sentence(table.source))
    _say(f"{asked.output}: {len(records):,} rows over {', '.join(fields)}, with {ids}")
    return 0


def _encode_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="malath link encode",
        description="Write a list as keyed bit vectors, to be linked by somebody who may not see it. Both lists must be "
        "encoded with one secret, the same fields and the same hardening.",
    )
    parser.add_argument("list", type=Path, metavar="LIST", help="CSV or workbook")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="ENCODED")
    secret = parser.add_mutually_exclusive_group(required=True)
    secret.add_argument("--secret-file", type=Path, metavar="FILE", help="the coalition's secret")
    secret.add_argument("--new-secret", type=Path, metavar="FILE", help="make a secret, write it there and use it")
    parser.add_argument("--columns", default="", help="ROLE=HEADING,… instead of guessing: name, sex, age, dob, id")
    parser.add_argument(
        "--fields", default="", help=f"what is encoded, of {','.join(FIELDS)}; by default what the list has"
    )
    parser.add_argument(
        "--ages-in", type=int, default=0, metavar="YEAR", help="when the ages were true, for years of birth"
    )
    parser.add_argument(
        "--row-numbers", action="store_true", help="put row numbers in the file, not the list's own ids"
    )
    harder = parser.add_argument_group("hardening", "docs/reference/private-matching.md says what each costs")
    harder.add_argument("--salt", default="", help=f"a key for each of {','.join(SALTS)}")
    harder.add_argument(
        "--rarest", type=int, default=0, metavar="N", help="leave out parts of names that fewer rows have"
    )
    harder.add_argument(
        "--commonest", type=float, default=0.0, metavar="SHARE", help="leave out parts that more rows have"
    )
    harder.add_argument("--fold", type=int, default=0, metavar="TIMES", help="fold the vectors in half by XOR")
    harder.add_argument("--blip", type=float, default=0.0, metavar="P", help="draw each bit anew with this chance")
    return parser


def _match(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="malath link match-encoded", description="Link two encoded lists.")
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="PAIRS.csv")
    parser.add_argument("--one-to-one", action="store_true", help="each row at most once")
    asked = parser.parse_args(arguments)
    left, right = read_encoded(asked.left), read_encoded(asked.right)
    pairs = match(left, right, one_to_one=asked.one_to_one, said=_say)
    with open(asked.output, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("left_id", "right_id", "probability"))
        for a, b, probability in zip(*(column.tolist() for column in pairs), strict=True):
            writer.writerow((left.ids[a], right.ids[b], f"{probability:.4f}"))
    likely = int((pairs.probability >= 0.5).sum())
    _say(f"{asked.output}: {len(pairs.left):,} pairs, {likely:,} of them more likely than not")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
