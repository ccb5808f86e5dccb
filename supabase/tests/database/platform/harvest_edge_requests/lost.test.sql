-- pg_net forgets its calls in a crash: one without an answer is given up.
begin;
select plan(3);
select pg_temp.start_empty();

insert into private.edge_requests (function_name, request_id, requested_at) values ('notify', 1, '2026-03-01 12:00+00');
select private.harvest_edge_requests('2026-03-01 12:10+00');
select is((select completed_at from private.edge_requests), null::timestamptz, 'ten minutes after the call it is still open');
select is(private.harvest_edge_requests('2026-03-01 12:10:00.000001+00'), 0, 'a lost call is no answer');
select results_eq(
  $$select error, completed_at from private.edge_requests$$,
  $$values ('no answer within 10 minutes', timestamptz '2026-03-01 12:10:00.000001+00')$$,
  'a microsecond later it counts as lost'
);

select * from finish();
rollback;
