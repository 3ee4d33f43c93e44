-- The roles of an Attest database. Run as a superuser in the empty database; the names
-- and both passwords are psql variables here and filled in by bin/demo when it does it.
--   psql -v app_password=... -v migrate_password=... -f bin/launcher/roles.sql attest
-- The owner cannot sign in, so nobody who can sign in can switch a trigger off.
create role attest_owner nologin;
create role attest_migrate login noinherit password :'migrate_password';
create role attest_app login password :'app_password';
grant attest_owner to attest_migrate;

do $$ begin
    execute format('alter database %I owner to attest_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect on database %I to attest_migrate, attest_app',
        current_database()
    );
end $$;
alter schema public owner to attest_owner;
revoke all on schema public from public;
grant usage on schema public to attest_app;

-- What the owner makes, the application may use; the trail's migrations take back
-- what it must not have there.
alter default privileges for role attest_owner in schema public
    grant select, insert, update, delete on tables to attest_app;
alter default privileges for role attest_owner in schema public
    grant usage, select on sequences to attest_app;
