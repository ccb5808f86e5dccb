-- An edit that may matter makes a machine due, and is stamped; a report is no edit.
begin;
select plan(6);
select pg_temp.start_empty();

select register_machine('web') ->> 'api_key' as key into temp web;
update machines set next_check_at = 'infinity';
update machines set updated_at = '2026-03-01 00:00+00', next_check_at = '2040-01-01 00:00+00';
update machines set description = 'A description.';
select results_eq($$select next_check_at, updated_at from machines$$, $$values (timestamptz '2040-01-01 00:00+00', now())$$, 'a description does not matter');
update machines set offline_after = '1 minute';
select is((select next_check_at from machines), now(), 'a threshold does');
update machines set next_check_at = 'infinity';
update machines set is_enabled = false;
select is((select next_check_at from machines), now(), 'and so does disabling it');
update machines set is_enabled = true, watched_since = '2026-03-01 00:00+00';
select is((select watched_since from machines), now(), 'enabling it starts its time anew');
update machines set status = 'online', updated_at = '2026-03-01 00:00+00', next_check_at = 'infinity';
select pg_temp.report(key) from web;
select results_eq($$select next_check_at, updated_at, heartbeat_count from machines$$,
  $$values (timestamptz 'infinity', timestamptz '2026-03-01 00:00+00', 1::bigint)$$, 'a report of an online machine leaves both alone');
update machines set status = 'offline', last_seen = now() - interval '1 hour', next_check_at = 'infinity', heartbeat_count = 5;
select pg_temp.report(key) from web;
select is((select next_check_at from machines), now(), 'one of a machine that is offline makes it due');

select * from finish();
rollback;
