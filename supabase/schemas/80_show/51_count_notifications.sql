-- How many messages there are by state: waiting (pending or leased), dead, delivered, cancelled; of a channel, an alert, or all. Counts
-- end at 1001: that is how the Operator Panel knows 'more than 1000' at any size.
-- In PL/pgSQL, whose plans know what is asked for. API: signed-in users, the service role. Runs as the caller: row level security applies.
create or replace function public.count_notifications(p_channel_id uuid default null, p_alert_id uuid default null)
returns table (state text, count bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- Whoever is no admin is asked about by channel: the policy alone would look at every message of the project.
  v_channel_ids uuid[] := case
    when p_channel_id is not null then array[p_channel_id]
    when (select auth.uid()) is not null and not public.is_admin() then array(select c.id from public.notification_channels c)
  end;
begin
  -- One by one, so that each finds the index of its state.
  return query
  select 'waiting', (
    select count(*)
    from (
      select from public.notifications n
      where n.state in ('pending', 'leased') and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  )
  union all
  select 'dead', (
    select count(*)
    from (
      select from public.notifications n
      where n.state = 'dead' and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  )
  union all
  select 'delivered', (
    select count(*)
    from (
      select from public.notifications n
      where n.state = 'delivered' and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  )
  union all
  select 'cancelled', (
    select count(*)
    from (
      select from public.notifications n
      where n.state = 'cancelled' and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  );
end
$$;
comment on function public.count_notifications(uuid, uuid) is 'Messages by state, each counted up to 1001.';
revoke all on function public.count_notifications(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.count_notifications(uuid, uuid) to authenticated, service_role;
