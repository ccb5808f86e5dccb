-- Resolved alerts are kept for 365 days, open ones for as long as they last.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_alert('older'), pg_temp.make_alert('old'), pg_temp.make_alert('open'), pg_temp.make_alert('untold');
update notifications n set state = 'dead', finished_at = '2026-03-01 12:00+00'
from guardian_alerts a where a.id = n.alert_id and a.subject_id <> 'untold';
update notifications set state = 'leased' where state = 'pending';
update guardian_alerts set resolved_at = case subject_id when 'old' then timestamptz '2025-03-01 12:00+00'
  when 'open' then null else '2025-03-01 11:59:59.999999+00' end;
select is(private.prune_history('2026-03-01 12:00+00') ->> 'alerts', '1', 'one resolved before that goes');
select results_eq(
  $$select subject_id from guardian_alerts order by 1$$, array['old', 'open', 'untold'],
  'one resolved 365 days ago, one open, and one with a message under way stay'
);
select is((select count(*) from notifications), 4::bigint, 'its messages went with it');

select * from finish();
rollback;
