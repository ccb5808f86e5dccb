-- Whether messages leave: none to a channel that is on has waited for over ten minutes, and no channel has let one die in the
-- last day without having taken another since. Test messages do not count, nor does what a silence holds.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_outbox(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with waiting as (
    select count(*) as waiting,
      ceil(extract(epoch from probe_outbox.now_at - min(coalesce(n.replayed_at, n.held_until, n.created_at)) filter (where c.enabled)))::bigint as oldest_seconds
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id
    where n.state in ('pending', 'leased') and n.event <> 'test' and coalesce(n.held_until <= probe_outbox.now_at, true)
  ),
  dead as (
    select count(*) as dead,
      count(*) filter (where c.last_success_at > n.finished_at is not true) as unmade
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.finished_at > probe_outbox.now_at - interval '1 day' and n.event <> 'test'
  )
  select jsonb_build_object(
    'ok', coalesce(w.oldest_seconds, 0) <= 600 and d.unmade = 0,
    'error', nullif(concat_ws(' ',
      case when w.oldest_seconds > 600 then format('A message has waited for %s s.', w.oldest_seconds) end,
      case when d.unmade > 0 then format('%s messages died, and their channels have taken none since.', d.unmade) end
    ), ''),
    'details', jsonb_build_object('waiting', w.waiting, 'oldest_seconds', w.oldest_seconds, 'dead_last_day', d.dead)
  )
  from waiting w, dead d;
$$;
comment on function private.probe_outbox(timestamptz) is 'Probe: no message waits for over ten minutes, and none has died unmade.';
revoke all on function private.probe_outbox(timestamptz) from public, anon, authenticated, service_role;
