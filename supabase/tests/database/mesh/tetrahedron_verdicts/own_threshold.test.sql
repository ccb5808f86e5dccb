-- A tetrahedron's own threshold comes first.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('patient', '2026-03-01 06:00+00', stale_after => '3 hours'), pg_temp.make_tetrahedron('usual', '2026-03-01 06:00+00');
select results_eq(
  $$select name from private.tetrahedron_verdicts('2026-03-01 09:00+00') where is_stale$$, array['usual'], 'before the setting'
);
select results_eq(
  $$select name from private.tetrahedron_verdicts('2026-03-01 09:00+00', null, '1 minute') where is_stale$$, array['usual'],
  'and before the one that is asked with'
);
select bag_eq(
  $$select name from private.tetrahedron_verdicts('2026-03-01 09:00:00.000001+00') where is_stale$$, array['patient', 'usual'],
  'until it passes'
);

select * from finish();
rollback;
