"""How well the database protects the log, and making it do so.

Owns what must hold of roles, owners, privileges and triggers, and the statements that
bring it about on somebody's own PostgreSQL. A role that can sign in and owns a table
can always switch its triggers off: without an owner that cannot sign in, the log is
"not hardened", and only the checkpoints outside show what was done to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

TABLES = ("audit_event", "audit_leaf", "audit_log", "audit_node", "audit_pending")
# Tables to which the triggers belong; the list of waiting events is emptied by design.
KEPT = tuple(table for table in TABLES if table != "audit_pending")
TRIGGERS = {
    ("audit_event", "audit_fill"),
    ("audit_event", "audit_queue"),
    *((table, name) for table in KEPT for name in ("audit_keep", "audit_keep_all")),
}
# What the application may do there, and nothing else.
ALLOWED = {"audit_event": {"SELECT"}} | {table: {"SELECT"} for table in TABLES[1:]}
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

OWNERS = """
SELECT owner.rolname, owner.rolcanlogin, count(*)
FROM pg_class JOIN pg_roles owner ON owner.oid = relowner
WHERE pg_class.oid = ANY(%s::regclass[]) GROUP BY 1, 2 ORDER BY 1
"""
ROLE = """
SELECT me.rolsuper, me.rolname FROM pg_roles me WHERE me.rolname = %s
"""
MEMBER = """
SELECT count(*) FROM pg_class
WHERE oid = ANY(%s::regclass[]) AND pg_has_role(%s, relowner, 'MEMBER')
"""
PRIVILEGES = """
SELECT given.name, verb FROM unnest(%s::text[]) given (name), unnest(%s::text[]) verb
WHERE has_table_privilege(%s, given.name::regclass, verb)
"""
FIRING = """
SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgrelid = ANY(%s::regclass[]) AND tgenabled = 'A' AND NOT tgisinternal
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of hardening, and what it brings about."""

    does: str
    statement: str


def shortcomings(role: str | None = None) -> list[str]:
    """What is missing for a hardened log, as sentences; nothing when it is one.

    ``role`` is the application's; without it, the one that is connected.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        app = role or str(cursor.fetchone()[0])
    owners = list(_of_owners(app))
    # Whoever is or may act as the owner may do anything; no need to list it.
    unbound = any(each.startswith(app) for each in owners)
    return [*owners, *([] if unbound else _of_privileges(app)), *_of_triggers()]


def state() -> str:
    """One word for pages."""
    return "not hardened" if shortcomings() else "hardened"


def steps(*, app: str, owner: str, migrate: str | None) -> list[Step]:
    """What makes somebody's own database protect the log; harmless when repeated."""
    a, o = _quoted(app), _quoted(owner)
    given = [
        Step(f"{o} owns the database", _in_database("ALTER DATABASE %I OWNER TO " + o)),
        Step(f"{o} owns the schema", f"ALTER SCHEMA public OWNER TO {o}"),
        *_ownership(o),
        Step(f"{a} may use the schema", f"GRANT USAGE ON SCHEMA public TO {a}"),
        *_for_application(a, o),
        *_for_the_log(a),
        *_always(),
    ]
    if migrate:
        m = _quoted(migrate)
        given.append(Step(f"{m} may act as {o}", f"GRANT {o} TO {m}"))
    return given


def _of_owners(app: str) -> Iterator[str]:
    rows = _rows(OWNERS, [list(TABLES)])
    for name, can_sign_in, count in rows:
        if can_sign_in:
            yield f"{count} tables of the log belong to {name}, which can sign in."
    superuser = any(each[0] for each in _rows(ROLE, [app]))
    if superuser:
        yield f"{app} is a superuser."
    elif _rows(MEMBER, [list(TABLES), app])[0][0]:
        yield f"{app} may act as the owner of the log."


def _of_privileges(app: str) -> Iterator[str]:
    for table, verb in _rows(PRIVILEGES, [list(TABLES), list(VERBS), app]):
        if verb not in ALLOWED[table]:
            yield f"{app} may {verb} on {table}."


def _of_triggers() -> Iterator[str]:
    firing = set(_rows(FIRING, [list(KEPT)]))
    for table, name in sorted(TRIGGERS - firing):
        yield f"The trigger {name} on {table} is missing or does not always fire."


def _ownership(owner: str) -> Iterator[Step]:
    """Everything in the schema that is not the owner's yet."""
    kinds = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW"}
    for name, kind in _rows(
        "SELECT relname, relkind::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v','m')"
        " ORDER BY 1"
    ):
        statement = f"ALTER {kinds[kind]} public.{_quoted(name)} OWNER TO {owner}"
        yield Step(f"{owner} owns {name}", statement)
    # A serial column's sequence follows its table; functions have to be named in full.
    for signature, kind in _rows(
        "SELECT proc.oid::regprocedure::text, prokind::text FROM pg_proc proc"
        " WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS ("
        "SELECT FROM pg_depend WHERE objid = proc.oid AND deptype = 'e') ORDER BY 1"
    ):
        what = "AGGREGATE" if kind == "a" else "ROUTINE"
        statement = f"ALTER {what} {signature} OWNER TO {owner}"
        yield Step(f"{owner} owns {signature}", statement)


def _for_application(app: str, owner: str) -> Iterator[Step]:
    verbs = "SELECT, INSERT, UPDATE, DELETE"
    yield Step(
        f"{app} reads and writes rows",
        f"GRANT {verbs} ON ALL TABLES IN SCHEMA public TO {app};"
        f" GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
    )
    yield Step(
        f"{app} reads and writes rows of later tables",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        f" GRANT {verbs} ON TABLES TO {app};"
        f" ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        f" GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    )


def _for_the_log(app: str) -> Iterator[Step]:
    tables = ", ".join(f"public.{table}" for table in TABLES)
    yield Step(
        f"{app} only adds to the log and reads it",
        f"REVOKE ALL ON {tables} FROM PUBLIC, {app};"
        f" REVOKE ALL ON SEQUENCE public.audit_event_id_seq FROM PUBLIC, {app};"
        f" GRANT SELECT ON {tables} TO {app};"
        f" GRANT INSERT (body) ON public.audit_event TO {app}",
    )
    yield Step(
        f"{app} lets events into the tree",
        "REVOKE ALL ON FUNCTION public.audit_sequence(integer) FROM PUBLIC;"
        f" GRANT EXECUTE ON FUNCTION public.audit_sequence(integer) TO {app}",
    )
    yield Step(
        f"{app} takes away the bytes of what the log says is disposed of",
        "REVOKE ALL ON FUNCTION public.audit_dispose(bigint) FROM PUBLIC;"
        f" GRANT EXECUTE ON FUNCTION public.audit_dispose(bigint) TO {app}",
    )


def _always() -> Iterator[Step]:
    for table, name in sorted(TRIGGERS):
        yield Step(
            f"{name} on {table} always fires",
            f"ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {name}",
        )


def _in_database(statement: str) -> str:
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _rows(query: str, parameters: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[Any] = cursor.fetchall()
    return rows
