-- An alert about a machine has the machine's tenant, which is found by key: many machines that go offline at once have many alerts.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
insert into machines (name) select 'machine ' || g from generate_series(1, 2000) g;
update machines set tenant_id = 'acme' where name = 'machine 2000';
analyze machines;
select coalesce(seq_scan, 0) as before into temp scans from pg_stat_xact_user_tables where relid = 'public.machines'::regclass;

insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
select 'machine', m.id::text, m.name, 'machine-slow', 'critical', 'Slow.' from machines m where m.name in ('machine 1', 'machine 2000');
select results_eq(
  $$select subject_name, tenant_id from guardian_alerts order by 1$$, $$values ('machine 1', null), ('machine 2000', 'acme')$$,
  'an alert has the tenant of its machine'
);
select is(
  (select seq_scan - s.before from pg_stat_xact_user_tables, scans s where relid = 'public.machines'::regclass), 1::bigint,
  'of the statement, but not of its alerts, all machines are read'
);
select lives_ok(
  $$insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
    select 'machine', s, s, 'machine-slow', 'critical', 'Slow.' from unnest(array['', 'web', '9223372036854775808', '-1', '1e3']) s$$,
  'what is no machine''s key is no error'
);
select is(
  (select count(*) from guardian_alerts where tenant_id is not null), 1::bigint, 'and has no tenant'
);

select * from finish();
rollback;
