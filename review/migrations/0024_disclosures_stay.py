"""The database itself refuses to edit or delete disclosures, and lists that came."""

from django.db import migrations

TABLES = ("review_disclosure", "review_radvimport")

TRIGGERS = "".join(
    f"""
CREATE TRIGGER judgements_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION review_judgements_stay();
"""
    for table in TABLES
)
DROP = "".join(f"DROP TRIGGER judgements_stay ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("review", "0023_signed_work")]
    operations = [migrations.RunSQL(TRIGGERS, DROP)]
