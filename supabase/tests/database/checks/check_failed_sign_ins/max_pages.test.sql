-- Of a long log the last pages are read, and the answer says so.
begin;
select plan(3);

truncate auth.audit_log_entries;
insert into auth.audit_log_entries (id, payload, created_at)
select gen_random_uuid(), '{"action": "user_recovery_requested"}', '2026-03-01 11:30+00' from generate_series(1, 50);
insert into auth.audit_log_entries (id, payload, created_at)
select gen_random_uuid(), json_build_object('action', 'login', 'padding', repeat('x', 1000)), '2026-03-01 11:31+00' from generate_series(1, 100);
select is(pg_temp.says('failed_sign_ins', '{}', '2026-03-01 12:00+00'), 'warning high', 'in a short one everything counts');
select is(
  pg_temp.ask('failed_sign_ins', '{"max_pages": 2}', '2026-03-01 12:00+00') ->> 'message',
  '0 traces of failed sign-ins in the last hour, of the last entries of the audit log.', 'of a longer one the end'
);
select alike(
  pg_temp.ask('failed_sign_ins', '{"max_pages": 2, "actions": ["login"], "warning": 1}', '2026-03-01 12:00+00') ->> 'message',
  '__ password resets, repeated sign-ups and codes since 2026-03-01 11:31 UTC, in the last entries of the audit log.%', 'as far as it was read'
);

select * from finish();
rollback;
