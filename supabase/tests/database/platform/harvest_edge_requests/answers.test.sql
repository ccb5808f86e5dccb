-- What pg_net heard is kept with the call.
begin;
select plan(3);
select pg_temp.start_empty();

insert into private.edge_requests (function_name, request_id, requested_at)
select 'notify', n, '2026-03-01 12:00+00' from generate_series(1, 6) n;
insert into net._http_response (id, status_code, timed_out, error_msg)
values (1, 200, false, null), (2, 500, false, null), (3, null, true, 'Timeout was reached'),
  (4, null, false, 'Couldn''t resolve host name'), (5, 299, false, null), (99, 200, false, null);
select is(private.harvest_edge_requests('2026-03-01 12:01+00'), 5, 'it counts the answers to calls of ours');
select results_eq(
  $$select request_id, status_code, error, completed_at from private.edge_requests order by request_id$$,
  $$values
    (1::bigint, 200, null, timestamptz '2026-03-01 12:01+00'),
    (2, 500, 'HTTP 500', '2026-03-01 12:01+00'),
    (3, null, 'timed out', '2026-03-01 12:01+00'),
    (4, null, 'Couldn''t resolve host name', '2026-03-01 12:01+00'),
    (5, 299, null, '2026-03-01 12:01+00'),
    (6, null, null, null)$$,
  '2xx is no error; another status, a time-out and a network error are'
);
select is(private.harvest_edge_requests('2026-03-01 12:02+00'), 0, 'an answer is harvested once');

select * from finish();
rollback;
