
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('placing', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='plan',
            name='variant',
            field=models.CharField(choices=[('urgency', 'The most people, those in the greatest danger first'), ('wishes', 'What people and hosts wish counts more'), ('waiting', 'Those who have waited longest count more'), ('keeping', 'Scarce places are kept for those who are likely to come')], max_length=10),
        ),
    ]
