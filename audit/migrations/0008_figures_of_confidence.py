"""A chart counts the confidences of its suggestions too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0007_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="figurechart",
            name="assigned",
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name="figurechart",
            name="confident",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="figurechart",
            name="extracted",
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name="figurechart",
            name="said",
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name="figurechart",
            name="said_squares",
            field=models.FloatField(default=0.0),
        ),
    ]
