"""A large sheet is read, checked and compared whole (how fast: benchmarks/engines.py)."""

from __future__ import annotations

from datetime import date

from malath.engines import sheets


def test_three_thousand_rows_are_read_checked_and_compared() -> None:
    first = ["سمر", "رنا", "نور", "هدى", "ليلى", "يارا", "خلود", "مريم", "أحمد", "محمد", "خالد", "عمر", "حسن", "زياد"]
    last = ["الرفاعي", "الشامي", "الأحمد", "قباني", "حداد", "مراد", "عيسى", "كيالي", "الخطيب", "القاضي"]
    lines = ["الاسم الكامل;تاريخ الميلاد;الجنس;البلد;المدينة;رقم الهاتف;درجة الخطورة;ملاحظات"]
    for n in range(3_000):
        name = f"{first[n % 14]} {first[n // 14 % 14]} {first[n // 200 % 14]} {last[n % 10]}"
        lines.append(f"{name};{n % 28 + 1:02d}/{n % 12 + 1:02d}/{1950 + n % 50};أنثى;فرنسا;ليون;+336399{n:05d};عالية;—")
    data = "\n".join(lines).encode()

    table = sheets.find_table(sheets.read(data, "large.csv"))
    rows = sheets.check_rows(table, sheets.map_columns(table), today=date(2026, 11, 21))
    sheets.likely_duplicates([sheets.person_from_row(row, str(row.row)) for row in rows])

    assert len(rows) == 3_000
    assert {row.row for row in rows} == set(range(2, 3_002))
