-- Kinds and severities are closed lists.
begin;
select plan(2);
select pg_temp.start_empty();

select throws_ok(
  $$insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
    values ('planet', 'x', 'x', 'down', 'info', 'x')$$, '23514', null, 'an unknown kind of subject is refused'
);
select throws_ok($$select pg_temp.make_alert('api', null, 'fatal')$$, '23514', null, 'an unknown severity is refused');

select * from finish();
rollback;
