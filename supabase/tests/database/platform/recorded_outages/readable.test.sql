-- Views of admins count outages in, so that signed-in users may read when they were.
begin;
select plan(3);
select pg_temp.start_empty();

insert into private.outages (started_at, ended_at) values ('2026-03-01 12:00+00', '2026-03-01 13:00+00');
select pg_temp.sign_in(gen_random_uuid());
select results_eq(
  $$select * from private.recorded_outages()$$,
  $$values (timestamptz '2026-03-01 12:00+00', timestamptz '2026-03-01 13:00+00')$$,
  'a signed-in user reads the outages through the function'
);
select throws_ok($$select * from private.outages$$, '42501', null, 'but not the table');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from private.recorded_outages()$$, '42501', null, 'anon reads neither');

select * from finish();
rollback;
