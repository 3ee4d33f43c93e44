"""PostgreSQL itself keeps the log: fills the columns, refuses every change.

All triggers fire ALWAYS, so that a session in replica mode does not slip past them.
Functions name every object in full and fix their search path, so that nobody can put
another table or operator in the way.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The columns repeat the body and the time is the database's, whatever was given. A cast
# that fails refuses the event, as does a body that is not UTF-8 JSON.
FILL = r"""
CREATE FUNCTION {schema}.audit_fill_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    content jsonb := convert_from(NEW.body, 'UTF8')::jsonb;
BEGIN
    IF NOT coalesce(
        jsonb_typeof(content) = 'object'
        AND jsonb_typeof(content -> 'type') = 'string'
        AND jsonb_typeof(content -> 'schema') = 'number'
        AND jsonb_typeof(content -> 'log') = 'string'
        AND jsonb_typeof(content -> 'occurred_at') = 'string'
        AND jsonb_typeof(content #> '{{actor,kind}}') = 'string'
        AND jsonb_typeof(content #> '{{actor,id}}') = 'string'
        AND content ->> 'salt' ~ '^[0-9a-f]{{32,}}$',
        false
    ) THEN
        RAISE EXCEPTION 'The body is not an event.' USING ERRCODE = 'check_violation';
    END IF;
    NEW.recorded_at := clock_timestamp();
    NEW.occurred_at := (content ->> 'occurred_at')::timestamptz;
    NEW.type := content ->> 'type';
    NEW.log := (content ->> 'log')::uuid;
    NEW.actor_kind := content #>> '{{actor,kind}}';
    NEW.actor_id := content #>> '{{actor,id}}';
    NEW.chart := (content ->> 'chart')::uuid;
    NEW.case_id := content ->> 'case';
    NEW.patient := (content ->> 'patient')::uuid;
    IF NOT EXISTS (SELECT FROM {schema}.audit_log WHERE id = NEW.log) THEN
        RAISE EXCEPTION 'The event belongs to another log.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

# With its owner's rights: whoever may append an event may not touch the list itself.
QUEUE = """
CREATE FUNCTION {schema}.audit_queue_event() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {schema}.audit_pending (event_id) VALUES (NEW.id);
    RETURN NULL;
END $$
"""

REFUSE = """
CREATE FUNCTION {schema}.audit_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% on %: the trail is only ever appended to.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""

# name, table, when, each, function
TRIGGERS = [
    ("audit_fill", "audit_event", "BEFORE INSERT", "ROW", "audit_fill_event"),
    ("audit_queue", "audit_event", "AFTER INSERT", "ROW", "audit_queue_event"),
    ("audit_keep", "audit_event", "BEFORE UPDATE OR DELETE", "ROW", "audit_refuse"),
    ("audit_keep_all", "audit_event", "BEFORE TRUNCATE", "STATEMENT", "audit_refuse"),
    ("audit_keep", "audit_log", "BEFORE UPDATE OR DELETE", "ROW", "audit_refuse"),
    ("audit_keep_all", "audit_log", "BEFORE TRUNCATE", "STATEMENT", "audit_refuse"),
]
CREATE = """
CREATE TRIGGER {name} {when} ON {schema}.{table}
FOR EACH {each} EXECUTE FUNCTION {schema}.{function}()
"""


def _schema(editor: BaseDatabaseSchemaEditor) -> str:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def protect(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    for function in (FILL, QUEUE, REFUSE):
        editor.execute(function.format(schema=schema), params=None)
    for name in ("audit_fill_event", "audit_queue_event", "audit_refuse"):
        editor.execute(f"REVOKE ALL ON FUNCTION {schema}.{name}() FROM PUBLIC")
    for name, table, when, each, function in TRIGGERS:
        editor.execute(
            CREATE.format(
                schema=schema,
                name=name,
                table=table,
                when=when,
                each=each,
                function=function,
            )
        )
        editor.execute(f"ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER {name}")


def unprotect(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    for name, table, *_ in TRIGGERS:
        editor.execute(f"DROP TRIGGER {name} ON {schema}.{table}")
    for name in ("audit_fill_event", "audit_queue_event", "audit_refuse"):
        editor.execute(f"DROP FUNCTION {schema}.{name}()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
