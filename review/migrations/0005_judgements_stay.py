"""The database itself refuses to edit or delete what people judged and signed."""

from django.db import migrations

TABLES = (
    "review_decision",
    "review_findingsettlement",
    "review_finalcodeset",
    "review_finalcode",
    "review_policyversion",
)

REFUSE = """
CREATE FUNCTION review_judgements_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never edited or deleted; write a further row', TG_TABLE_NAME;
END $$
"""

TRIGGERS = "".join(
    f"""
CREATE TRIGGER judgements_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION review_judgements_stay();
"""
    for table in TABLES
)
DROP = "".join(f"DROP TRIGGER judgements_stay ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("review", "0004_first_policy")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION review_judgements_stay()"),
        migrations.RunSQL(TRIGGERS, DROP),
    ]
