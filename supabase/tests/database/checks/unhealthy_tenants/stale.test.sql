-- Auto-recovery detects stale execution (24h+).
begin;
select plan(7);
select pg_temp.start_empty();
select pg_temp.configure_edge();

select is(private.ring_recovery('2026-03-02 12:00+00'), false, 'without tenants nothing is called');
select pg_temp.make_tenant('acme');
select pg_temp.run_due('2026-03-01 12:00+00');
select is_empty($$select private.unhealthy_tenants('2026-03-02 11:59:59+00')$$, 'within 24 hours nobody is tried again');
select is(private.ring_recovery('2026-03-02 11:59:59+00'), false, 'and nothing is called');
select results_eq($$select private.unhealthy_tenants('2026-03-02 12:00+00')$$, array['acme'], 'then it is');
select is(private.ring_recovery('2026-03-02 12:00+00'), true, 'by a call');
select is((select url from net.http_request_queue), 'https://project.supabase.co/functions/v1/heartbeat-recovery', 'of its own function');
select pg_temp.make_tenant('new', 'customer', '2026-02-23 13:00+00');
select results_eq($$select private.unhealthy_tenants('2026-03-02 13:00+00')$$, array['acme'], 'one that has just become old enough is the heartbeat''s');

select * from finish();
rollback;
