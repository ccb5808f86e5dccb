-- The parts of Heartbase are there from the start, and nothing else takes their names.
begin;
select plan(6);
select pg_temp.start_empty();

select results_eq(
  $$select name, core, enabled, target, timeout from alive_subsystems order by core desc, name$$,
  $$values ('database', true, true, null, interval '4 seconds'), ('evaluator', true, true, null, '4 seconds'),
    ('ingest', true, true, null, '4 seconds'), ('auth', false, true, null, '4 seconds'), ('channels', false, true, null, '4 seconds'),
    ('outbox', false, true, null, '4 seconds'), ('pg_cron', false, true, null, '4 seconds'), ('pg_net', false, true, null, '4 seconds')$$,
  'without the first three heartbeats are not heard or not judged'
);
select throws_ok(
  $$insert into alive_subsystems (name, title, kind) values ('mine', 'Mine', 'built_in')$$, '23514', null, 'there is no other one'
);
delete from alive_subsystems where name = 'auth';
select throws_ok(
  $$insert into alive_subsystems (name, title, kind, target) values ('auth', 'Mine', 'url', 'https://a.example/')$$, '23514', null,
  'nobody passes for one that was removed'
);
select throws_ok(
  $$insert into alive_subsystems (name, title, kind, target) values ('channel_slack', 'Mine', 'url', 'https://a.example/')$$,
  '23514', null, 'nor for a kind of channel'
);
select throws_ok(
  $$update alive_subsystems set timeout = '4.001 seconds' where name = 'database'$$, '23514', null, 'none has over four seconds'
);
select throws_ok(
  $$update alive_subsystems set target = 'x' where name = 'database'$$, '23514', null, 'a built-in one has no target'
);

select * from finish();
rollback;
