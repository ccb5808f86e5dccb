-- A group shows its twenty oldest notifications and counts all.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('a' || n) from generate_series(1, 25) n;
update notifications n set created_at = '2026-03-01 12:00+00'::timestamptz + substr(a.subject_id, 2)::int * interval '1 second'
from guardian_alerts a where a.id = n.alert_id;
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select is((select (unit ->> 'count')::int from leased), 25, 'the count is of all');
select is(
  (select unit -> 'counts' from leased), '{"opened": 25, "reminder": 0, "resolved": 0, "test": 0}'::jsonb, 'also by event'
);
select results_eq(
  $$select n #>> '{alert,subject_id}' from leased, jsonb_array_elements(unit -> 'notifications') n$$,
  $$select 'a' || n from generate_series(1, 20) n$$, 'twenty are shown, oldest first'
);

select * from finish();
rollback;
