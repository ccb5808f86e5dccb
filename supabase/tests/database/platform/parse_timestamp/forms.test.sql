-- Timestamps as RFC 3339 writes them; anything else is none.
begin;
select plan(2);

select results_eq(
  $$select private.parse_timestamp(t.text) from unnest(array['2026-03-01T06:00:00Z', '2026-03-01t06:00:00.25z', '2026-03-01 06:00:00+02:00', '0001-01-01T00:00:00Z']) t(text)$$,
  $$values (timestamptz '2026-03-01 06:00:00+00'), ('2026-03-01 06:00:00.25+00'), ('2026-03-01 04:00:00+00'), ('0001-01-01 00:00:00+00')$$, 'what it reads'
);
select results_eq(
  $$select count(private.parse_timestamp(t.text)) from unnest(array['infinity', 'now', 'tomorrow', '2026-03-01', '2026-03-01T06:00:00', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-03-01T25:00:00Z', '2026-03-01T06:00:00+99:00', '', null]) t(text)$$,
  $$values (0::bigint)$$, 'and what it does not'
);

select * from finish();
rollback;
