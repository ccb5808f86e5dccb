-- Time during which the database was down does not count.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', '2026-03-01 06:30+00');
insert into private.outages (started_at, ended_at) values ('2026-03-01 06:45+00', '2026-03-01 09:00+00');
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 09:45+00')$$, array[false], 'at the credited deadline it is not stale');
select results_eq(
  $$select is_stale from private.tetrahedron_verdicts('2026-03-01 09:45:00.000001+00')$$, array[true], 'a microsecond later it is'
);

select * from finish();
rollback;
