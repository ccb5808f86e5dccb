-- Whether the channels of a kind take messages: none that is on has failed three times in a row. One failure, or two, is what
-- retries are for.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_channels(channel_kind text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', v.failing = 0,
    'error', case when v.failing > 0 then format('%s of %s channels fail: %s', v.failing, v.channels, v.last_error) end,
    'details', jsonb_build_object('channels', v.channels, 'failing', v.failing, 'failures', v.failures)
  )
  from (
    select count(*) as channels, count(*) filter (where c.failure_count >= 3) as failing, coalesce(sum(c.failure_count), 0) as failures,
      (array_agg(c.last_error order by c.last_error_at desc) filter (where c.failure_count >= 3))[1] as last_error
    from public.notification_channels c
    where c.enabled and c.kind = probe_channels.channel_kind
  ) v;
$$;
comment on function private.probe_channels(text) is 'Probe: no enabled channel of a kind has failed three times in a row.';
revoke all on function private.probe_channels(text) from public, anon, authenticated, service_role;
