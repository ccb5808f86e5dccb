-- What a silence held is due as soon as it ends: ended early, deleted, edited, or with its alert's snooze shortened.
begin;
select plan(9);
select pg_temp.start_empty();
select pg_temp.configure_edge();

select pg_temp.make_channel('ops');
select pg_temp.make_silence('api') as api, pg_temp.make_silence('site') as site, pg_temp.make_silence('web') as web,
  pg_temp.make_silence('db') as db into temp made;
select pg_temp.make_alert('api'), pg_temp.make_alert('site'), pg_temp.make_alert('web'), pg_temp.make_alert('db');
create function pg_temp.due() returns setof text language sql as $$
  select a.subject_id from notifications n join guardian_alerts a on a.id = n.alert_id
  where n.state = 'pending' and n.next_attempt_at <= now() and n.held_until = now() order by 1
$$;
delete from private.edge_requests;
select set_config('heartbase.doorbell_transaction', '', true);
select is_empty($$select * from pg_temp.due()$$, 'nothing is due before');
select is(end_silence(api), true, 'one is ended') from made;
select results_eq($$select * from pg_temp.due()$$, array['api'], 'and lets go what it held');
select is((select count(*) from private.edge_requests where function_name = 'notify'), 1::bigint, 'the doorbell rings');
delete from silences where id in (select site from made);
select results_eq($$select * from pg_temp.due()$$, array['api', 'site'], 'so does one that is deleted');
update silences set subject_id = 'webshop' where id = (select web from made);
select results_eq($$select * from pg_temp.due()$$, array['api', 'site', 'web'], 'and one that covers something else from now on');
update silences set reason = 'Moving.' where id = (select db from made);
select results_eq($$select * from pg_temp.held()$$, array['ops: opened db for 01:00:00'], 'one whose reason is edited does not');
update silences set ends_at = now() + interval '3 hours' where id = (select db from made);
select results_eq($$select * from pg_temp.held()$$, array['ops: opened db for 03:00:00'], 'one that is prolonged holds for longer');
delete from silences;
select results_eq($$select * from pg_temp.due()$$, array['api', 'db', 'site', 'web'], 'nothing is left behind');

select * from finish();
rollback;
