-- The next look is never later than a heartbeat of now would have it.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('fresh', '2026-03-01 06:00+00'), pg_temp.make_tetrahedron('silent', '2026-03-01 00:00+00'),
  pg_temp.make_tetrahedron('ahead', '2026-03-02 00:00+00');
select private.evaluate_tetrahedrons('2026-03-01 06:30+00');
select is((select next_check_at from tetrahedrons where name = 'fresh'), '2026-03-01 07:00+00', 'at its deadline');
select is((select next_check_at from tetrahedrons where name = 'silent'), '2026-03-01 07:30+00', 'a threshold on when it is silent');
select is((select next_check_at from tetrahedrons where name = 'ahead'), '2026-03-01 07:30+00', 'or when somebody set it ahead');
update tetrahedrons set stale_after = '12 hours' where name = 'silent';
update guardian_alerts set details = details - 'heartbeat_count';
update tetrahedrons set last_heartbeat_at = '2026-02-28 00:00+00', next_check_at = '-infinity' where name = 'silent';
select private.evaluate_tetrahedrons('2026-03-01 07:00+00');
select is((select next_check_at from tetrahedrons where name = 'silent'), '2026-03-01 12:30+00', 'no later than its reminder');

select * from finish();
rollback;
