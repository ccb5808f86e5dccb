-- A leased unit as the sender needs it: the channel with its decrypted secrets and at most 20 of the notifications, oldest first.
-- Everything in it but lease and attempt stays the same over retries. API: private. Called by: claim_notifications.
create or replace function private.describe_unit(unit_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with members as (
    select n.*
    from public.notifications n
    where (n.id = describe_unit.unit_id or n.group_id = describe_unit.unit_id) and n.state = 'leased'
  ),
  shown as (
    select m.id, m.created_at, jsonb_build_object(
      'id', m.id, 'event', m.event, 'slot', m.slot, 'created_at', m.created_at,
      'alert', jsonb_build_object(
        'id', a.id, 'subject_kind', a.subject_kind, 'subject_id', a.subject_id, 'subject_name', a.subject_name,
        'alert_type', a.alert_type, 'severity', a.severity, 'message', a.message, 'details', a.details,
        'detected_at', a.detected_at,
        'resolved_at', case when m.event = 'resolved' then a.resolved_at end,
        'auto_resolved', m.event = 'resolved' and a.auto_resolved,
        'resolution', case when m.event = 'resolved' then a.resolution end,
        'resolved_details', case when m.event = 'resolved' then a.resolved_details end
      )
    ) as item
    from members m
    join public.guardian_alerts a on a.id = m.alert_id
    order by m.created_at, m.id
    limit 20
  )
  select jsonb_build_object(
    'unit_id', describe_unit.unit_id,
    'lease', l.lease,
    'lease_expires_at', l.lease_expires_at,
    'attempt', l.attempt,
    'max_attempts', private.get_integer_setting('delivery_max_attempts'),
    'count', l.count,
    'counts', l.counts,
    'channel', jsonb_build_object(
      'id', c.id, 'name', c.name, 'kind', c.kind, 'source', c.source, 'config', c.config,
      'destination', private.get_secret('heartbase_channel_' || c.id || '_destination'),
      'secrets', (
        select coalesce(jsonb_object_agg(s.name, s.decrypted_secret), '{}')
        from vault.decrypted_secrets s
        where s.name = any (case c.source when 'environment' then k.environment_secrets || k.optional_secrets else k.shared_secrets end)
      ),
      'signing_secrets', (
        select coalesce(jsonb_agg(s.decrypted_secret order by s.name), '[]')
        from vault.decrypted_secrets s
        where s.name = 'heartbase_channel_' || c.id || '_signing'
          or (s.name = 'heartbase_channel_' || c.id || '_signing_previous' and s.updated_at > now() - interval '24 hours')
      )
    ),
    'notifications', (select jsonb_agg(s.item order by s.created_at, s.id) from shown s)
  )
  from (
    select (array_agg(m.lease))[1] as lease, max(m.next_attempt_at) as lease_expires_at, max(m.attempts) as attempt,
      count(*) as count,
      jsonb_build_object(
        'opened', count(*) filter (where m.event = 'opened'),
        'reminder', count(*) filter (where m.event = 'reminder'),
        'resolved', count(*) filter (where m.event = 'resolved'),
        'test', count(*) filter (where m.event = 'test')
      ) as counts,
      (array_agg(m.channel_id))[1] as channel_id
    from members m
  ) l
  join public.notification_channels c on c.id = l.channel_id
  join private.channel_kinds k on k.kind = c.kind;
$$;
comment on function private.describe_unit(uuid) is 'A leased message with its channel, secrets and alerts, as jsonb.';
revoke all on function private.describe_unit(uuid) from public, anon, authenticated, service_role;
