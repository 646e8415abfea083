from django.db import migrations


def add(apps, schema_editor):
    """The stage of an act and the days between which it lies, among the codes of its lanes."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    first, last = (f"to_char(act.{one}, 'YYYY-MM-DD')" if is_postgresql else f"act.{one}" for one in ("earliest", "latest"))
    days = (
        "CASE WHEN act.earliest IS NULL THEN '|un/' WHEN act.earliest = act.day AND act.latest = act.day THEN '' "
        f"ELSE '|sp/' || {first} || '/' || {last} END"
    )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE violations_lane SET codes = {days} || violations_lane.codes || 'sg/' || act.stage || '|' "
            "FROM violations_act act WHERE act.id = violations_lane.act_id AND violations_lane.codes <> '*'"
        )


class Migration(migrations.Migration):
    """What it adds says what stands elsewhere, and search reads past what it does not ask for: nothing is to be taken back."""

    dependencies = [("violations", "0016_own_restricted_acts_by_code")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
