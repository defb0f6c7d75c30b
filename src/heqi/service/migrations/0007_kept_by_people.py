from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("service", "0006_what_a_replay_counts"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="servicerequest",
            name="withheld_from",
        ),
    ]
