"""Lines of an index are also found by the code they print in brackets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coding", "0015_exception_site")]

    operations = [
        migrations.AddIndex(
            model_name="indexterm",
            index=models.Index(
                condition=models.Q(("manifestation", ""), _negated=True),
                fields=["list", "manifestation"],
                name="coding_indexterm_by_second",
            ),
        ),
    ]
