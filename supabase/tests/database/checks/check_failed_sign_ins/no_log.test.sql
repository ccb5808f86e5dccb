-- A project may have no audit log in its database.
begin;
select plan(1);

alter table auth.audit_log_entries rename to something_else;
select is(
  pg_temp.ask('failed_sign_ins'), '{"status": "ok", "message": "This project keeps no audit log of sign-ins in the database."}'::jsonb,
  'which is well'
);

select * from finish();
rollback;
