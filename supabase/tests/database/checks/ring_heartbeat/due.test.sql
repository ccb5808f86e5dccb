-- The edge function is called when a tenant is due, and only then.
begin;
select plan(13);
select pg_temp.start_empty();

select is(private.ring_heartbeat('2026-03-02 12:00+00'), false, 'without tenants nothing is called');
select pg_temp.make_tenant('acme');
select throws_ok($$select private.ring_heartbeat('2026-03-02 12:00+00')$$, 'PT503', 'edge_base_url_not_set', 'a tenant is due, and where to call is not known');
select pg_temp.configure_edge();
select is(private.ring_heartbeat('2026-03-02 12:00+00'), true, 'a tenant is due');
select results_eq(
  $$select url, timeout_milliseconds from net.http_request_queue$$,
  $$values ('https://project.supabase.co/functions/v1/heartbeat', 120000)$$, 'its function is called, and given the time that it may take'
);
select private.claim_due_tenants('2026-03-02 12:00+00');
select is(private.ring_heartbeat('2026-03-02 12:02:59+00'), false, 'it is being looked at');
select is(private.ring_heartbeat('2026-03-02 12:03+00'), true, 'until its lease ends');
select pg_temp.run_due('2026-03-02 12:05+00');
select is(private.ring_heartbeat('2026-03-02 13:04:59+00'), false, 'its interval has not passed');
select is(private.ring_heartbeat('2026-03-02 13:05+00'), true, 'now it has');

update tenants set paused = true;
select is(private.ring_heartbeat('2026-03-02 14:00+00'), false, 'paused');
update tenants set paused = false;
update tenant_settings set enabled = false;
select is(private.ring_heartbeat('2026-03-02 14:00+00'), false, 'switched off');
update tenant_settings set enabled = true, active_start_hour = 15, active_end_hour = 16;
select is(private.ring_heartbeat('2026-03-02 14:00+00'), false, 'outside its active hours');
update tenant_settings set active_start_hour = 14;
select is(private.ring_heartbeat('2026-03-02 14:00+00'), true, 'within them');
update tenants set created_at = '2026-02-23 14:00:01+00';
select is(private.ring_heartbeat('2026-03-02 14:00+00'), false, 'too new');

select * from finish();
rollback;
