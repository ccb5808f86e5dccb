-- None of them looks twice: what is stable sees the database as its caller's statement does.
begin;
select plan(1);

select is_empty(
  $$select p.oid::regproc from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.provolatile = 'v'
      and (p.proname ~ '^measure_' or p.proname in ('metric_samples', 'collect_metrics', 'render_metrics', 'tetrahedron_verdicts',
        'job_verdicts', 'recorded_outages', 'next_delivery_at', 'get_setting', 'get_integer_setting', 'get_interval_setting'))$$,
  'no function on the way is volatile'
);

select * from finish();
rollback;
