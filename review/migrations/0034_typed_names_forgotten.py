"""Attempts to sign in that were counted by the name as it was typed are forgotten.

They hold for fifteen minutes only; from now on a keyed hash stands in their place.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0033_remittances"),
        ("axes", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL("DELETE FROM axes_accessattempt", migrations.RunSQL.noop)
    ]
