-- At most one open alert about a subject and of a type.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_alert('api');
select throws_ok($$select pg_temp.make_alert('api')$$, '23505', null, 'a second open one is refused');
select lives_ok($$select pg_temp.make_alert('db')$$, 'another subject has its own');
select lives_ok(
  $$insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
    values ('service', 'api', 'api', 'slow', 'info', 'slow'), ('machine', 'api', 'api', 'down', 'info', 'down')$$,
  'another type or kind has its own'
);
update guardian_alerts set resolved_at = now() where subject_id = 'api';
select lives_ok($$select pg_temp.make_alert('api')$$, 'once it is resolved a new one can open');

select * from finish();
rollback;
