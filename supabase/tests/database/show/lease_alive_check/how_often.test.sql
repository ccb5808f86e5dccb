-- However often somebody asks, a result stands for the time that alive_refresh_after says, unless a check is forced.
begin;
select plan(6);
select pg_temp.start_empty();

create function pg_temp.is_due(at timestamptz, force boolean default false) returns boolean language sql
  as $$select private.lease_alive_check(gen_random_uuid(), is_due.force, is_due.at) is not null$$;
update private.alive_state set finished_at = '2026-03-01 12:00+00', phase = 'operational', result = '{}';
select ok(not pg_temp.is_due('2026-03-01 12:00:29.999999+00'), 'a result of under 30 seconds stands');
select ok(pg_temp.is_due('2026-03-01 12:00:30+00'), 'then it is renewed');
update private.alive_state set lease = null, lease_expires_at = null;
select ok(pg_temp.is_due('2026-03-01 12:00:01+00', true), 'a forced check is made at once');
update private.alive_state set lease = null, lease_expires_at = null;
insert into app_settings (key, value) values ('alive_refresh_after', '10 minutes');
select ok(not pg_temp.is_due('2026-03-01 12:09:59+00'), 'the setting decides');
select ok(pg_temp.is_due('2026-03-01 12:10:00+00'), 'to the second');
select throws_ok(
  $$update app_settings set value = '1 second' where key = 'alive_refresh_after'$$, '22023', 'invalid_setting',
  'it cannot be made so short that asking is work'
);

select * from finish();
rollback;
