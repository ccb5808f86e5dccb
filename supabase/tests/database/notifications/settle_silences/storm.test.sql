-- A storm under a silence is held in one go, and goes out as one message when the silence ends.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_silence('host-*') as id into temp silence;
insert into silences (subject_id, starts_at, ends_at)
select 'host-' || n, now() - interval '1 hour', now() + interval '2 hours' from generate_series(1, 100) n;
insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'service', 'host-' || n, 'host', 'down', 'critical', 'x' from generate_series(1, 2000) n;
select results_eq(
  $$select held_until - now(), count(*) from notifications group by 1 order by 1$$,
  $$values (interval '1 hour', 1900::bigint), (interval '2 hours', 100)$$, 'each until the end of the last silence over it'
);
select is(claim_notifications() -> 'units', '[]'::jsonb, 'nothing is sent');
select end_silence(id) from silence;
select is(
  (select count(*) from notifications where next_attempt_at <= now()), 1900::bigint, 'what the wide one held is due, the rest is not'
);
select results_eq(
  $$select (u -> 'count')::integer from jsonb_array_elements(claim_notifications() -> 'units') u$$, array[1900], 'one message tells of all'
);

select * from finish();
rollback;
