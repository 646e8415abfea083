"""What a line of a review says, in which order, whether the reviewer has a tie, and whether one member did both.

Lines that stand were not asked about ties. A disagreement is known by `agrees`; whoever verified what they alone had checked
is said to have done both. Back: the columns go.
"""

from typing import Any

from django.db import migrations, models


def say_what_stands(apps: Any, schema_editor: Any) -> None:
    """Kinds of disagreements, and verifications by the only one who checked."""
    rows = apps.get_model("violations", "Review")._base_manager
    rows.filter(agrees=False).update(kind="disagrees")
    steps = rows.filter(agrees=True).values_list("pk", "event", "at_change", "stage", "by")
    checks: dict[tuple[Any, Any], set[Any]] = {}
    for _pk, event, change, stage, by in steps.filter(stage="checked"):
        checks.setdefault((event, change), set()).add(by)
    verified = steps.filter(stage="verified")
    alone = [pk for pk, event, change, _stage, by in verified if checks.get((event, change)) == {by}]
    for start in range(0, len(alone), 500):
        rows.filter(pk__in=alone[start : start + 500]).update(is_alone=True)


class Migration(migrations.Migration):
    dependencies = [("violations", "0006_newest_first")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="kind",
            field=models.CharField(
                choices=[
                    ("step", "A step"),
                    ("disagrees", "Does not agree"),
                    ("tied", "Has a tie to somebody named here, and does not review it"),
                    ("restricted", "Restricted"),
                    ("opened", "Opened to all who document here"),
                ],
                default="step",
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="review", name="order", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="review", name="is_untied", field=models.BooleanField(null=True)),
        migrations.AddField(model_name="review", name="is_alone", field=models.BooleanField(default=False)),
        migrations.RunPython(say_what_stands, migrations.RunPython.noop),
    ]
