-- Silences with what people want to know of them: whether they are coming, current or ended (a snooze ends with its alert), who made
-- them, of a snooze which alert it is about, and what the subject was called when it was last alerted about. Runs as the caller: row
-- level security applies.
create or replace view public.silence_status with (security_invoker = true) as
select
  s.id,
  case when s.ends_at <= now() or a.resolved_at is not null then 'ended' when s.starts_at > now() then 'coming' else 'current' end as state,
  s.owner_id, s.tenant_id, s.alert_id, s.subject_kind, s.subject_id, s.alert_type, s.reason, s.starts_at, s.ends_at,
  s.created_by, private.email_of(s.created_by) as created_by_email, s.created_at,
  a.subject_kind as alert_subject_kind, a.subject_name as alert_subject_name, a.message as alert_message, a.resolved_at as alert_resolved_at,
  (
    select l.subject_name from public.guardian_alerts l
    where l.subject_kind = s.subject_kind and l.subject_id = s.subject_id
    order by l.created_at desc
    limit 1
  ) as subject_name
from public.silences s
left join public.guardian_alerts a on a.id = s.alert_id;
comment on view public.silence_status is 'Silences with their state (coming, current or ended), who made them and the alert that is snoozed.';
revoke all on public.silence_status from public, anon, authenticated, service_role;
grant select on public.silence_status to authenticated, service_role;
