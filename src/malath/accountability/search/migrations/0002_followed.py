"""A kept search can be followed. Those that stand are not: nothing new is said on Today until their owner asks for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField(model_name="search", name="is_followed", field=models.BooleanField(default=False)),
    ]
