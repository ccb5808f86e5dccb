-- The open alerts that are under a silence at an instant, and until when.
-- SECURITY DEFINER: whoever sees an alert may know that it is silenced, also by a silence of the project that they do not see.
-- API: private. Called by: the views silenced_alerts and healthcheck_suppressed_jobs, which show each user their alerts alone.
create or replace function private.silenced_alerts(now_at timestamptz default now())
returns table (alert_id uuid, silence_id uuid, ends_at timestamptz)
language plpgsql
stable
security definer
rows 100
set search_path = ''
as $$
declare
  v_silence_ids uuid[] := array(
    select s.id from public.silences s where s.ends_at > silenced_alerts.now_at and s.starts_at <= silenced_alerts.now_at
  );
begin
  if cardinality(v_silence_ids) > 0 then
    return query select o.alert_id, o.silence_id, o.ends_at
    from private.silences_over(
      v_silence_ids, array(select a.id from public.guardian_alerts a where a.resolved_at is null)
    ) o;
  end if;
end
$$;
comment on function private.silenced_alerts(timestamptz) is 'Open alerts under a silence, with the silence and its end.';
revoke all on function private.silenced_alerts(timestamptz) from public, anon, authenticated, service_role;
grant execute on function private.silenced_alerts(timestamptz) to authenticated, service_role;
