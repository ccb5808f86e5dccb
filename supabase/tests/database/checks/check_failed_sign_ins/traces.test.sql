-- Traces of guessed passwords within the last hour.
begin;
select plan(6);

truncate auth.audit_log_entries;
create function pg_temp.log(action text, count integer, created_at timestamptz) returns void language sql as $$
  insert into auth.audit_log_entries (id, payload, created_at)
  select gen_random_uuid(), json_build_object('action', log.action), log.created_at from generate_series(1, log.count);
$$;
select pg_temp.log('user_recovery_requested', 20, '2026-03-01 11:00:00.000001+00');
select pg_temp.log('user_repeated_signup', 20, '2026-03-01 12:00+00');
select pg_temp.log('verification_attempted', 9, '2026-03-01 11:30+00');
select pg_temp.log('login', 1000, '2026-03-01 11:30+00');
select is(
  pg_temp.ask('failed_sign_ins', '{}', '2026-03-01 12:00+00') ->> 'message', '49 traces of failed sign-ins in the last hour.',
  '49 are well, however many signed in'
);
select pg_temp.log('verification_attempted', 1, '2026-03-01 11:00+00');
select is(pg_temp.says('failed_sign_ins', '{}', '2026-03-01 12:00+00'), 'ok', 'one an hour ago does not count');
select pg_temp.log('verification_attempted', 1, '2026-03-01 11:30+00');
select is(
  pg_temp.ask('failed_sign_ins', '{}', '2026-03-01 12:00+00') ->> 'message',
  '50 password resets, repeated sign-ups and codes since 2026-03-01 11:00 UTC. Turn on CAPTCHA and rate limits in Auth; auth.audit_log_entries has the addresses they came from.',
  '50 warn'
);
select is(pg_temp.says('failed_sign_ins', '{"alert": 50}', '2026-03-01 12:00+00'), 'alert urgent', 'what alerts is an argument');
select is(pg_temp.says('failed_sign_ins', '{"warning": 51}', '2026-03-01 12:00+00'), 'ok', 'what warns too');
select is(pg_temp.says('failed_sign_ins', '{"actions": ["login"]}', '2026-03-01 12:00+00'), 'alert urgent', 'and what counts');

select * from finish();
rollback;
