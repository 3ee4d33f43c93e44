-- Gives an empty database to its owner. Run as a superuser, after roles.sql.
--   psql -f bin/launcher/database.sql attest
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
