-- What it covers is kept as given; what cannot be is refused.
begin;
select plan(8);
select pg_temp.start_empty();

select create_silence(
  p_for => '1 hour', p_subject_kind => 'job', p_subject_id => 'nightly*', p_alert_type => ' job-stale ', p_reason => ' Moving. '
);
select results_eq(
  $$select subject_kind, subject_id, alert_type, reason from silences$$, $$values ('job', 'nightly*', 'job-stale', 'Moving.')$$,
  'all of it'
);
select is(
  (create_silence(p_for => '1 hour', p_subject_id => '', p_alert_type => ' ', p_reason => '') - 'id') ?& array['subject_id', 'reason'],
  true, 'the row is the answer'
);
select results_eq(
  $$select count(*) from silences where num_nonnulls(subject_kind, subject_id, alert_type, reason) = 0$$, array[1::bigint],
  'what is empty is nothing'
);
select throws_ok(
  $$select create_silence(p_for => '1 hour', p_subject_kind => 'cron')$$, '22023', 'invalid_subject_kind', 'a kind that is none'
);
select throws_ok(
  format('select create_silence(p_for => %L, %s => %L)', '1 hour', argument, repeat('x', size)), '22023', 'silence_too_long',
  argument || ' of ' || size
)
from (values ('p_subject_id', 501), ('p_alert_type', 201), ('p_reason', 501)) v(argument, size);
select is((select count(*) from silences), 2::bigint, 'what was refused left nothing');

select * from finish();
rollback;
