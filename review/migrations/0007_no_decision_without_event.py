"""No decision and no signed code set commits without the event that tells of it.

The triggers look when the transaction ends, so the order inside it does not matter.
Going backwards by the chart's events, the wanted one is nearly always the first.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# What is looked for: the event's types, the member of its body, the row's column.
WATCHED = (
    ("review_decision", "'decision-made', 'decision-withdrawn'", "decision", "id"),
    ("review_finalcodeset", "'case-finalised'", "code_set", "number"),
)

TOLD = """
CREATE FUNCTION {table}_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Looked up first, so that the index over a chart's events is the one to take.
    about uuid := (SELECT chart_id FROM {schema}.review_case WHERE id = NEW.case_id);
BEGIN
    PERFORM FROM {schema}.audit_event event
    WHERE event.chart = about
        AND event.case_id = NEW.case_id::text
        AND event.type IN ({types})
        AND convert_from(event.body, 'UTF8')::jsonb ->> '{member}' = NEW.{column}::text
    ORDER BY event.id DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% % has no event in the trail', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION {table}_is_told() SET search_path = pg_catalog, pg_temp;
CREATE CONSTRAINT TRIGGER is_told AFTER INSERT ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {table}_is_told();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER is_told;
"""


def _schema(editor: BaseDatabaseSchemaEditor) -> str:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def watch(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    for table, types, member, column in WATCHED:
        words = {"types": types, "member": member, "column": column}
        statement = TOLD.format(schema=schema, table=table, **words)
        editor.execute(statement, params=None)


def unwatch(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, *_ in WATCHED:
        editor.execute(f"DROP TRIGGER is_told ON {table}")
        editor.execute(f"DROP FUNCTION {table}_is_told()")


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0006_listed_items"),
        ("audit", "0002_event_append_only"),
    ]
    operations = [migrations.RunPython(watch, unwatch)]
