"""Statements say of which account they are a version. Those that stand without it are accounts of one version each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("violations", "0004_ordered_indexes")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="line",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="statement",
            name="said_in",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="violations.change",
            ),
        ),
    ]
