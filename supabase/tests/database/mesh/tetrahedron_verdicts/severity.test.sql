-- Silence of more than a day is critical.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', '2026-03-01 06:00+00');
select results_eq($$select severity from private.tetrahedron_verdicts('2026-03-02 06:00+00')$$, array['warning'], 'not at 24 hours');
select results_eq($$select severity from private.tetrahedron_verdicts('2026-03-02 06:00:00.000001+00')$$, array['critical'], 'but after');
select results_eq(
  $$select message from private.tetrahedron_verdicts('2026-03-02 06:00+00')$$, array['Last heartbeat recorded at 2026-03-01T06:00:00.000Z.'],
  'the message says when it was heard'
);

select * from finish();
rollback;
