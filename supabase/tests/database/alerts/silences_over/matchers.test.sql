-- A silence covers what all of its matchers match.
begin;
select plan(12);
select pg_temp.start_empty();

insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
values ('job', 'nightly', 'a', 'job-stale', 'critical', 'x'), ('job', 'nightly', 'a', 'job-failing', 'critical', 'x'),
  ('job', 'night', 'a', 'job-stale', 'critical', 'x'), ('machine', 'nightly', 'a', 'machine-offline', 'critical', 'x'),
  ('service', 'a*b', 'a', 'down', 'critical', 'x'), ('service', 'heartbase', 'a', 'test', 'critical', 'x');
create function pg_temp.covered(kind text, key text, type text) returns setof text language plpgsql as $$
begin
  delete from silences;
  insert into silences (subject_kind, subject_id, alert_type, ends_at) values (kind, key, type, now() + interval '1 hour');
  return query select concat_ws(' ', a.subject_kind, a.subject_id, a.alert_type)
  from private.silences_over(array(select id from silences), array(select id from guardian_alerts)) o
  join guardian_alerts a on a.id = o.alert_id order by 1;
end
$$;
select is((select count(*) from pg_temp.covered(null, null, null)), 5::bigint, 'with none it covers all but tests');
select results_eq(
  $$select * from pg_temp.covered('job', null, null)$$, array['job night job-stale', 'job nightly job-failing', 'job nightly job-stale'],
  'a kind'
);
select results_eq(
  $$select * from pg_temp.covered(null, 'nightly', null)$$,
  array['job nightly job-failing', 'job nightly job-stale', 'machine nightly machine-offline'], 'a key'
);
select results_eq(
  $$select * from pg_temp.covered('job', 'nightly', null)$$, array['job nightly job-failing', 'job nightly job-stale'], 'a subject'
);
select results_eq(
  $$select * from pg_temp.covered(null, null, 'job-stale')$$, array['job night job-stale', 'job nightly job-stale'], 'a type'
);
select results_eq($$select * from pg_temp.covered('job', 'nightly', 'job-stale')$$, array['job nightly job-stale'], 'all three');
select is_empty($$select * from pg_temp.covered('tetrahedron', 'nightly', null)$$, 'none that one of them does not match');
select results_eq(
  $$select * from pg_temp.covered('job', 'nig*', 'job-stale')$$, array['job night job-stale', 'job nightly job-stale'],
  'keys that begin alike'
);
select results_eq($$select * from pg_temp.covered('job', 'nightl*', 'job-stale')$$, array['job nightly job-stale'], 'and no others');
select is((select count(*) from pg_temp.covered(null, '*', null)), 5::bigint, 'an asterisk alone stands for any key');
select results_eq($$select * from pg_temp.covered(null, 'a*b', null)$$, array['service a*b down'], 'elsewhere it stands for itself');
select is_empty($$select * from pg_temp.covered(null, 'n%', null)$$, 'and nothing else stands for anything');

select * from finish();
rollback;
