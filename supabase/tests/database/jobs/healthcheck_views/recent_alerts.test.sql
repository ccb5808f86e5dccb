-- Open alerts, and those of the last 48 hours.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('old and open'), pg_temp.make_alert('old'), pg_temp.make_alert('recent');
update guardian_alerts set last_alerted_at = now() - interval '48 hours' where subject_id like 'old%';
update guardian_alerts set resolved_at = now() where subject_id <> 'old and open';
select results_eq(
  $$select subject_name, delivered_count, pending_count, dead_count from healthcheck_recent_alerts$$,
  $$values ('recent', 0::bigint, 0::bigint, 0::bigint), ('old and open', 0, 1, 0)$$, 'latest first, with their messages'
);

select * from finish();
rollback;
