-- One that was never heard has its threshold from its creation; whoever asks with a threshold is told at once.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('new');
update tetrahedrons set created_at = '2026-03-01 06:00+00';
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 07:00+00')$$, array[false], 'not for an hour');
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 07:00:00.000001+00')$$, array[true], 'then it is stale');
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 06:00+00', null, '1 hour')$$, array[true], 'at once if asked');
select results_eq(
  $$select message, severity from private.tetrahedron_verdicts('2026-03-09 07:00+00')$$,
  $$values ('No heartbeat recorded for tetrahedron.', 'warning')$$, 'and it is a warning, however long it lasts'
);

select * from finish();
rollback;
