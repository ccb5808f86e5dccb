-- Makes a silence: the project's for admins and the project itself, otherwise the caller's own or a tenant's.
-- A start that has passed is now: nothing is silenced in hindsight.
-- SECURITY DEFINER: users may not write silences; it decides by itself who the caller is.
-- API: private. Called by: public.create_silence.
create or replace function private.add_silence(
  p_ends_at timestamptz, p_for interval, p_subject_kind text, p_subject_id text, p_alert_type text, p_tenant_id text, p_reason text,
  p_starts_at timestamptz
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_is_project boolean := private.is_project_call() or public.is_admin();
  v_user_id uuid := (select auth.uid());
  v_tenant_id text := nullif(btrim(p_tenant_id), '');
  v_starts_at timestamptz := greatest(p_starts_at, now());
  v_ends_at timestamptz;
  v_silence public.silences;
begin
  if not v_is_project then
    if v_user_id is null then
      raise exception using errcode = '42501', message = 'not_signed_in',
        detail = 'Silences are made by signed-in users, each for their own alerts.', hint = 'Sign in, or use the secret key.';
    end if;
    if v_tenant_id is not null and not private.is_tenant_member(v_tenant_id, '{owner,admin}') then
      raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
        detail = 'Owners and admins of a tenant silence its alerts.', hint = 'Ask one of them, or snooze a single alert.';
    end if;
  end if;
  if v_tenant_id is not null and not exists (select from public.tenants t where t.id = v_tenant_id) then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;
  if num_nonnulls(p_ends_at, p_for) <> 1 then
    raise exception using errcode = '22023', message = 'invalid_silence_time',
      detail = 'A silence has an end: either p_ends_at, or p_for.', hint = 'Pass p_for such as ''2 hours''.';
  end if;
  v_ends_at := coalesce(p_ends_at, v_starts_at + p_for);
  -- Before the differences: those of infinite times are errors in older versions of Postgres.
  if not isfinite(v_starts_at) or not isfinite(v_ends_at) or v_ends_at <= v_starts_at or v_ends_at - v_starts_at > interval '366 days'
    or v_starts_at - now() > interval '366 days' then
    raise exception using errcode = '22023', message = 'invalid_silence_time',
      detail = 'A silence ends after it starts and after now, and neither waits nor lasts longer than a year.',
      hint = 'Pass p_for such as ''2 hours'', or p_ends_at such as now() + interval ''2 hours''.';
  end if;
  if p_subject_kind not in ('job', 'tetrahedron', 'machine', 'tenant', 'service') then
    raise exception using errcode = '22023', message = 'invalid_subject_kind',
      detail = format('%L is not a kind of subject.', left(p_subject_kind, 100)),
      hint = 'Use job, tetrahedron, machine, tenant or service, or leave it out for all.';
  end if;
  if char_length(p_subject_id) > 500 or char_length(p_alert_type) > 200 or char_length(p_reason) > 500 then
    raise exception using errcode = '22023', message = 'silence_too_long',
      detail = 'A subject''s key and a reason have at most 500 characters, a type of alert 200.', hint = 'Shorten them.';
  end if;
  perform private.limit_silences(v_user_id);

  insert into public.silences (owner_id, tenant_id, subject_kind, subject_id, alert_type, reason, starts_at, ends_at, created_by)
  values (
    case when not v_is_project and v_tenant_id is null then v_user_id end, v_tenant_id, p_subject_kind, nullif(p_subject_id, ''),
    nullif(btrim(p_alert_type), ''), nullif(btrim(p_reason), ''), v_starts_at, v_ends_at, v_user_id
  )
  returning * into v_silence;
  return to_jsonb(v_silence);
end
$$;
comment on function private.add_silence(timestamptz, interval, text, text, text, text, text, timestamptz) is
  'Makes a silence of the project, of a tenant or of the caller''s own; the row as jsonb.';
revoke all on function private.add_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function private.add_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  to authenticated, service_role;
