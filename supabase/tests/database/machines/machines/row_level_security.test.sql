-- Owners see and manage their own machines; admins see all; others nothing.
begin;
select plan(15);
select pg_temp.start_empty();

select pg_temp.make_user('ada@example.com') as id into temp ada;
select pg_temp.make_machine('laptop', '2030-03-01 06:00+00', (select id from ada)), pg_temp.make_machine('server', '2030-03-01 06:00+00');
insert into machine_metrics (machine_id, minute, cpu_pct, cpu_pct_max, mem_used_pct, disk_used_pct) select id, now(), 1, 1, 1, 1 from machines;
select pg_temp.check_machines('2030-03-01 07:00+00');
grant select on ada to authenticated;
select pg_temp.sign_in((select id from ada));
select results_eq($$select name from machines$$, array['laptop'], 'their own');
select is((select count(*) from machine_metrics), 1::bigint, 'and its metrics');
select is((select count(*) from machine_offline_notifications), 1::bigint, 'and what was told');
select results_eq($$select subject_name from guardian_alerts$$, array['laptop'], 'and its alert');
select lives_ok($$update machines set name = 'notebook', hostname = 'nb', description = 'Mine', is_enabled = false, offline_after = '5 minutes'$$, 'they change it');
select throws_ok($$update machines set last_seen = now()$$, '42501', null, 'but not when it was seen');
select throws_ok($$update machines set user_id = null$$, '42501', null, 'nor whose it is');
select throws_ok($$delete from machine_metrics$$, '42501', null, 'nor its history');
select pg_temp.sign_in_as_admin();
select results_eq($$select name from machines order by name$$, array['notebook', 'server'], 'an admin sees all');
select is_empty($$update machines set name = 'mine' returning id$$, 'and changes none');
select pg_temp.sign_out();
select pg_temp.sign_in(pg_temp.make_user('bob@example.com'));
select is_empty($$select name from machines$$, 'another user sees none');
select is_empty($$delete from machines returning id$$, 'and deletes none');
select pg_temp.sign_in_as_anon();
select throws_ok($$select name from machines$$, '42501', null, 'anon may not look');
select pg_temp.sign_out();
select pg_temp.sign_in((select id from ada));
select is((select count(*) from (select 1 from machines) m), 1::bigint, 'theirs is there still');
delete from machines;
select is_empty($$select name from machines$$, 'until they delete it');

select * from finish();
rollback;
