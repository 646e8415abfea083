
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('statements', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statement',
            name='stage',
            field=models.CharField(choices=[('drafting', 'Being written'), ('signing', 'Open for signature'), ('released', 'Released'), ('given_up', 'Given up')], default='drafting', max_length=10),
        ),
    ]
