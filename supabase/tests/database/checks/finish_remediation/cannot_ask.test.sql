-- What became of an action is not lost when what comes after it fails.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy($$answer := '1'$$);
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '2 hours');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$;
create trigger refuse before insert on heartbeat_notifications for each row execute function pg_temp.refuse();
select pg_temp.remedy('2026-03-01 12:00:05+00');
select results_eq(
  $$select status, result, error, status_after from remediation_runs$$,
  $$values ('failed', '1'::jsonb, 'The check could not be asked again: poisoned', null::text)$$, 'the run says so'
);
select is((select details ->> 'reason' from playbook_events), 'failed', 'and is an event for the playbook');
drop trigger refuse on heartbeat_notifications;
select is_empty($$select * from pg_temp.told()$$, 'nothing was told');
select pg_temp.run_due('2026-03-01 13:00+00');
select results_eq($$select * from pg_temp.told()$$, array['13:00 alert medium'], 'so the next execution tells it');

select * from finish();
rollback;
