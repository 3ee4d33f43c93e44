"""The bytes of a disposed chart's events may go; their leaves stay.

An event may be deleted only when the log itself says so: an event ``chart-disposed``
of the same chart, later than it and with a leaf of its own, names its place in the
tree. The trigger looks that up for whoever tries, and ``audit_dispose`` is the one way
for the application, which still may not delete from the log.
"""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEEP = """
CREATE FUNCTION {schema}.audit_keep_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.type <> 'chart-disposed' AND EXISTS (
        SELECT FROM {schema}.audit_leaf own, {schema}.audit_event told
        JOIN {schema}.audit_leaf sealed ON sealed.event_id = told.id,
        jsonb_to_recordset(convert_from(told.body, 'UTF8')::jsonb -> 'leaves')
            AS part (first bigint, last bigint)
        WHERE told.chart = OLD.chart AND told.type = 'chart-disposed'
            AND told.id > OLD.id AND own.event_id = OLD.id
            AND own.leaf_index BETWEEN part.first AND part.last
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% on %: the trail is only ever appended to.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""
DISPOSE = """
CREATE FUNCTION {schema}.audit_dispose(ordered bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM {schema}.audit_event event
    USING {schema}.audit_event told
        JOIN {schema}.audit_leaf sealed ON sealed.event_id = told.id,
        jsonb_to_recordset(convert_from(told.body, 'UTF8')::jsonb -> 'leaves')
            AS part (first bigint, last bigint),
        {schema}.audit_leaf own
    WHERE told.id = ordered AND told.type = 'chart-disposed'
        AND own.leaf_index BETWEEN part.first AND part.last
        AND event.id = own.event_id AND event.chart = told.chart
        AND event.id < told.id AND event.type <> 'chart-disposed';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$
"""
SWAP = """
DROP TRIGGER audit_keep ON {schema}.audit_event;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON {schema}.audit_event
FOR EACH ROW EXECUTE FUNCTION {schema}.{function}();
ALTER TABLE {schema}.audit_event ENABLE ALWAYS TRIGGER audit_keep;
"""


def _schema(editor: BaseDatabaseSchemaEditor) -> str:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    for function in (KEEP, DISPOSE):
        editor.execute(function.format(schema=schema), params=None)
    for name in ("audit_keep_event()", "audit_dispose(bigint)"):
        editor.execute(f"REVOKE ALL ON FUNCTION {schema}.{name} FROM PUBLIC")
    swap = SWAP.format(schema=schema, function="audit_keep_event")
    editor.execute(swap, params=None)
    app = settings.DATABASE_APP_ROLE
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [app])
        known = cursor.fetchone()[0]
    if known:
        role = editor.quote_name(app)
        editor.execute(
            f"GRANT EXECUTE ON FUNCTION {schema}.audit_dispose(bigint) TO {role}"
        )


def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    swap = SWAP.format(schema=schema, function="audit_refuse")
    editor.execute(swap, params=None)
    editor.execute(f"DROP FUNCTION {schema}.audit_dispose(bigint)")
    editor.execute(f"DROP FUNCTION {schema}.audit_keep_event()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0010_what_the_record_leaves_open")]
    operations = [migrations.RunPython(allow, forbid)]
