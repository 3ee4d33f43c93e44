"""PostgreSQL gives each event its place in the tree, once, and keeps it.

``audit_sequence`` is the only way to a leaf: with its owner's rights it takes waiting
events in the order of their ids, gives them the next places and fills the subtrees
above. Whoever may call it can hurry the tree along and nothing else: no leaf of one's
own, no other order, no waiting event left out. An event that waits and is gone stops
it, because a leaf needs a hash.
"""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The number is that of the lock in audit/sequencer.py, which its holder may take again.
SEQUENCE = r"""
CREATE FUNCTION {schema}.audit_sequence(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- Always by the indexes: a plan made while the tables were small must not stay when
-- they have millions of rows.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    begun bigint;
    size bigint;
    height integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(6962001);
    SELECT coalesce(max(leaf_index) + 1, 0) INTO begun FROM {schema}.audit_leaf;
    WITH taken AS (
        DELETE FROM {schema}.audit_pending WHERE event_id IN (
            SELECT event_id FROM {schema}.audit_pending ORDER BY event_id LIMIT most
        ) RETURNING event_id
    )
    INSERT INTO {schema}.audit_leaf (leaf_index, event_id, leaf_hash)
    SELECT begun - 1 + row_number() OVER (ORDER BY taken.event_id),
        taken.event_id, event.leaf_hash
    FROM taken LEFT JOIN {schema}.audit_event event ON event.id = taken.event_id;
    SELECT coalesce(max(leaf_index) + 1, 0) INTO size FROM {schema}.audit_leaf;
    INSERT INTO {schema}.audit_node (leaf_index, level, hash)
    SELECT 2 * pair + 1, 1, sha256('\x01'::bytea || one.leaf_hash || other.leaf_hash)
    FROM generate_series(begun >> 1, (size >> 1) - 1) pair
    JOIN {schema}.audit_leaf one ON one.leaf_index = 2 * pair
    JOIN {schema}.audit_leaf other ON other.leaf_index = 2 * pair + 1;
    LOOP
        height := height + 1;
        -- Nothing new is full at this height, so nothing is above it.
        EXIT WHEN begun >> (height + 1) >= size >> (height + 1);
        INSERT INTO {schema}.audit_node (leaf_index, level, hash)
        SELECT ((pair + 1) << (height + 1)) - 1, height + 1,
            sha256('\x01'::bytea || one.hash || other.hash)
        FROM generate_series(begun >> (height + 1), (size >> (height + 1)) - 1) pair
        JOIN {schema}.audit_node one
            ON one.leaf_index = ((2 * pair + 1) << height) - 1 AND one.level = height
        JOIN {schema}.audit_node other
            ON other.leaf_index = ((2 * pair + 2) << height) - 1
            AND other.level = height;
    END LOOP;
    RETURN size;
END $$
"""

TABLES = ("audit_leaf", "audit_node")
TRIGGERS = """
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON {schema}.{table}
FOR EACH ROW EXECUTE FUNCTION {schema}.audit_refuse();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON {schema}.{table}
FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER audit_keep;
ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER audit_keep_all;
"""
PRIVILEGES = """
REVOKE ALL ON {schema}.audit_leaf, {schema}.audit_node FROM PUBLIC, {app};
GRANT SELECT ON {schema}.audit_leaf, {schema}.audit_node TO {app};
GRANT EXECUTE ON FUNCTION {schema}.audit_sequence(integer) TO {app};
"""


def _schema(editor: BaseDatabaseSchemaEditor) -> str:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def protect(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    editor.execute(SEQUENCE.format(schema=schema), params=None)
    editor.execute(
        f"REVOKE ALL ON FUNCTION {schema}.audit_sequence(integer) FROM PUBLIC"
    )
    for table in TABLES:
        editor.execute(TRIGGERS.format(schema=schema, table=table), params=None)
    app = settings.DATABASE_APP_ROLE
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname = %s"
            " AND rolname <> current_user",
            [app],
        )
        apart = cursor.fetchone()[0]
    if apart:
        quoted = editor.quote_name(app)
        editor.execute(PRIVILEGES.format(schema=schema, app=quoted), params=None)


def unprotect(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    schema = _schema(editor)
    for table in TABLES:
        editor.execute(f"DROP TRIGGER audit_keep ON {schema}.{table}")
        editor.execute(f"DROP TRIGGER audit_keep_all ON {schema}.{table}")
    editor.execute(f"DROP FUNCTION {schema}.audit_sequence(integer)")


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_leaves_and_nodes")]
    operations = [migrations.RunPython(protect, unprotect)]
