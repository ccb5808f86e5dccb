-- Which of these silences covers which of these alerts, whatever the time: for each alert that any covers, the one that ends last.
-- API: private. Called by: messages_about, hold_notifications, silenced_alerts.
create or replace function private.silences_over(silence_ids uuid[], alert_ids uuid[])
returns table (alert_id uuid, silence_id uuid, ends_at timestamptz)
language plpgsql
stable
rows 1000
set search_path = ''
-- Planned for the size of each call: a cached plan for a few silences is quadratic for many.
set plan_cache_mode = 'force_custom_plan'
as $$
begin
  return query
  with silences as materialized (
    select s.id as silence_id, s.ends_at, s.alert_id as snoozed_id, s.owner_id, s.tenant_id, s.subject_kind, s.subject_id, s.alert_type,
      case when right(s.subject_id, 1) = '*' then left(s.subject_id, -1) end as prefix
    from unnest(silences_over.silence_ids) i(id)
    join public.silences s on s.id = i.id
  ),
  alerts as materialized (
    select a.id, a.owner_id as of_owner, a.tenant_id as of_tenant, a.subject_kind as of_kind, a.subject_id as of_subject,
      a.alert_type as of_type
    from unnest(silences_over.alert_ids) i(id)
    join public.guardian_alerts a on a.id = i.id
    where a.alert_type <> 'test'
  ),
  -- By key where there is one: in a storm, many silences of one subject each are hashed, not compared with every alert.
  pairs as (
    select s.*, a.*
    from silences s
    join alerts a on a.id = s.snoozed_id
    union all
    select s.*, a.*
    from silences s
    join alerts a on a.of_subject = s.subject_id
    where s.snoozed_id is null and s.prefix is null
    union all
    select s.*, a.*
    from silences s
    cross join alerts a
    where s.snoozed_id is null and (s.subject_id is null or s.prefix is not null)
  )
  select distinct on (p.id) p.id, p.silence_id, p.ends_at
  from pairs p
  where (p.owner_id is null or p.owner_id = p.of_owner)
    and (p.tenant_id is null or p.tenant_id = p.of_tenant)
    and (p.subject_kind is null or p.subject_kind = p.of_kind)
    and (p.subject_id is null or p.subject_id = p.of_subject or starts_with(p.of_subject, p.prefix))
    and (p.alert_type is null or p.alert_type = p.of_type)
  order by p.id, p.ends_at desc, p.silence_id;
end
$$;
comment on function private.silences_over(uuid[], uuid[]) is
  'Which of these silences covers which of these alerts; of several, the one that ends last.';
revoke all on function private.silences_over(uuid[], uuid[]) from public, anon, authenticated, service_role;
