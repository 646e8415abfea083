"""What a line of a review says, in which order, whether the reviewer has a tie, and whether one member did both.

Lines that stand were not asked about ties. A disagreement is known by `agrees`; whoever verified what they alone had checked
is said to have done both. Back: the columns go.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def say_what_stands(apps: Any, schema_editor: Any) -> None:
    """Kinds of disagreements, and verifications by the only one who checked."""
    rows = apps.get_model("violations", "Review")._base_manager
    rows.filter(agrees=False).update(kind="disagrees")
    checks = rows.filter(event=OuterRef("event"), at_change=OuterRef("at_change"), stage="checked", agrees=True)
    own, others = checks.filter(by=OuterRef("by")), checks.exclude(by=OuterRef("by"))
    verified = rows.filter(Exists(own), ~Exists(others), stage="verified", agrees=True)
    rows.filter(pk__in=list(verified.values_list("pk", flat=True))).update(is_alone=True)


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
