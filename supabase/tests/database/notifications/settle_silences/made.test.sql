-- A new silence holds what waits already and was not tried.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('fresh'), pg_temp.make_alert('tried'), pg_temp.make_alert('leased'), pg_temp.make_alert('dead'), pg_temp.make_alert('over');
update notifications n
set attempts = (a.subject_id <> 'fresh')::int, state = case a.subject_id when 'leased' then 'leased' when 'dead' then 'dead' else n.state end
from guardian_alerts a where a.id = n.alert_id and a.subject_id <> 'over';
update guardian_alerts set resolved_at = now() where subject_id = 'over';
select create_silence(p_for => '1 hour');
select results_eq($$select * from pg_temp.held()$$, array['ops: opened fresh for 01:00:00'], 'nothing else');
select create_silence(p_for => '1 hour', p_starts_at => now() + interval '1 day');
select results_eq($$select * from pg_temp.held()$$, array['ops: opened fresh for 01:00:00'], 'nor one that begins later');
update guardian_alerts set resolved_at = now() where subject_id = 'fresh';
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%fresh%'$$, array['ops: opened fresh cancelled'],
  'what is over before is not told'
);

select * from finish();
rollback;
