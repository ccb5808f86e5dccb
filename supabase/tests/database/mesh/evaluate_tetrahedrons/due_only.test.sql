-- Only what is due is looked at, at most so many.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('t' || n, '2026-03-01 00:00+00') from generate_series(1, 5) n;
update tetrahedrons set next_check_at = '2026-03-01 06:00:00.000001+00' where name = 't5';
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00', 3), 3, 'no more than asked for');
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00', 3), 1, 'then the rest that is due');
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00', 3), 0, 'one a microsecond later is not');
select is(private.evaluate_tetrahedrons('2026-03-01 06:00:00.000001+00', 3), 1, 'until then');

select * from finish();
rollback;
