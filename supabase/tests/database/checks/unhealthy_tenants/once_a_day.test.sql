-- Who is looked at once a day, and only in some hours of it, waits for longer than a day where the two do not fit: nobody need be
-- recovered for that. Whoever was asked for at another hour comes back to their own.
begin;
select plan(4);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
update tenant_settings set interval_minutes = 1440, active_start_hour = 9, active_end_hour = 21;
-- Both crons, a third as often as they run.
create function pg_temp.pass(from_at timestamptz, hours integer) returns void language plpgsql as $$
declare
  v_at timestamptz;
begin
  for v_at in select generate_series(from_at, from_at + make_interval(hours => pass.hours), interval '15 minutes') loop
    perform pg_temp.run_due(v_at);
    perform private.run_claims((
      select coalesce(jsonb_agg(jsonb_build_object('executionId', c)), '[]') from unnest(private.claim_unhealthy(v_at)) c
    ), v_at);
  end loop;
end
$$;
create function pg_temp.looked() returns setof text language sql as $$
  select to_char(e.started_at at time zone 'UTC', 'DD HH24:MI') || case when e.forced then ' forced' else '' end
  from heartbeat_executions e order by e.started_at;
$$;
select private.run_claims(jsonb_build_array(jsonb_build_object('executionId',
  private.claim_one_tenant('acme', null, null, true, '2026-03-01 22:02+00'))), '2026-03-01 22:02+00');
select pg_temp.pass('2026-03-01 22:15+00', 84);
select results_eq($$select pg_temp.looked()$$, array['01 22:02 forced', '03 09:00', '04 09:00', '05 09:00'], 'asked for at night it is looked at by day');
delete from heartbeat_executions;
update tenant_settings set last_run_at = '2026-03-05 09:00+00';
select is_empty($$select private.unhealthy_tenants('2026-03-06 22:14:59+00')$$, 'a day, the 12 hours in which it sleeps, and what clocks and calls may add');
select results_eq($$select private.unhealthy_tenants('2026-03-06 22:15+00')$$, array['acme'], 'after that it is to be recovered');
update tenant_settings set active_start_hour = null, active_end_hour = null, last_run_at = '2026-03-05 09:00+00', interval_minutes = 60;
select results_eq($$select private.unhealthy_tenants('2026-03-06 09:00+00')$$, array['acme'], 'whoever is looked at more often after a day');

select * from finish();
rollback;
