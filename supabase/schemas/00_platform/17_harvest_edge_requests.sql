-- Takes pg_net's answers over into edge_requests. A call without an answer after ten minutes counts as lost.
-- API: private. Called by: the tick.
create or replace function private.harvest_edge_requests(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update private.edge_requests r
  set completed_at = now_at,
      status_code = p.status_code,
      error = case
        when p.timed_out then 'timed out'
        when p.error_msg is not null then left(p.error_msg, 500)
        when p.status_code not between 200 and 299 then 'HTTP ' || p.status_code
      end
  from net._http_response p
  where r.completed_at is null and p.id = r.request_id;
  get diagnostics v_count = row_count;

  update private.edge_requests r
  set completed_at = now_at, error = 'no answer within 10 minutes'
  where r.completed_at is null and r.requested_at < now_at - interval '10 minutes';
  return v_count;
end
$$;
comment on function private.harvest_edge_requests(timestamptz) is
  'Copies pg_net answers to edge_requests; returns how many were found.';
revoke all on function private.harvest_edge_requests(timestamptz) from public, anon, authenticated, service_role;
