-- Of several silences over an alert, the one that ends last counts.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_alert('api'), pg_temp.make_alert('site');
select pg_temp.make_silence('api', now() + interval '2 hours'), pg_temp.make_silence('*', now() + interval '1 hour'),
  pg_temp.make_silence('api', now() + interval '90 minutes');
select results_eq(
  $$select a.subject_id, o.ends_at - now(), s.subject_id
    from private.silences_over(array(select id from silences), array(select id from guardian_alerts)) o
    join guardian_alerts a on a.id = o.alert_id join silences s on s.id = o.silence_id order by 1$$,
  $$values ('api', interval '2 hours', 'api'), ('site', interval '1 hour', '*')$$, 'one row for each alert'
);

select * from finish();
rollback;
