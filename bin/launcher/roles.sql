-- The three roles of an Attest server; then database.sql in each database. Run as a
-- superuser. The passwords are psql variables here; bin/demo fills them in itself.
--   psql -v app_password=... -v migrate_password=... -f bin/launcher/roles.sql
-- The owner cannot sign in, so nobody who can sign in can switch a trigger off.
create role attest_owner nologin;
create role attest_migrate login noinherit password :'migrate_password';
create role attest_app login password :'app_password';
grant attest_owner to attest_migrate;
