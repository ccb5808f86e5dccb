-- A tenant whose last attempt failed is tried again when half of its attempts failed, or a quarter of everybody's.
begin;
select plan(6);
select pg_temp.start_empty();
select pg_temp.make_tenant(t) from unnest(array['acme', 'bright', 'calm']) t;
select pg_temp.run_due('2026-03-02 08:00+00');

insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('acme', 'run', 'x', '2026-03-02 09:00+00');
select results_eq($$select private.unhealthy_tenants('2026-03-02 09:05+00')$$, array['acme'], 'one of two attempts failed');
insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('acme', 'recovery', 'x', '2026-03-02 09:05+00');
select is_empty($$select private.unhealthy_tenants('2026-03-02 09:08:59+00')$$, 'one that was tried in vain is left alone');
select results_eq($$select private.unhealthy_tenants('2026-03-02 09:09+00')$$, array['acme'], 'for 4 minutes');
update tenants set paused = true where id = 'acme';
select is_empty($$select private.unhealthy_tenants('2026-03-02 09:10+00')$$, 'a paused one is not tried');
update tenants set paused = false where id = 'acme';
select pg_temp.run_due('2026-03-02 09:10+00');
select is_empty($$select private.unhealthy_tenants('2026-03-02 09:15+00')$$, 'nor one that was looked at since, whatever its rate');

insert into heartbeat_executions (tenant_id, role, started_at, completed_at, checks_run, results_count, notifiable_count, suppressed_count,
  overall_status, notifications_sent, duration_ms)
select 'bright', 'customer', '2026-03-02 09:10+00', '2026-03-02 09:10+00', 0, 0, 0, 0, 'all_clear', 0, 1 from generate_series(1, 2);
insert into heartbeat_failures (tenant_id, kind, message, occurred_at)
select t, 'run', 'x', '2026-03-02 09:20+00' from unnest(array['bright', 'bright', 'calm']) t;
select results_eq(
  $$select private.unhealthy_tenants('2026-03-02 09:25+00') order by 1$$, array['bright', 'calm'],
  'with more than a quarter failing everywhere, two of five attempts suffice'
);

select * from finish();
rollback;
