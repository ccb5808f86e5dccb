-- Throws unless notices of this kind have this status. API: private. Called by: post_status_notice and update_status_notice.
create or replace function private.require_notice_status(kind text, status text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_known text[] := case require_notice_status.kind
    when 'incident' then array['investigating', 'identified', 'monitoring', 'resolved']
    when 'maintenance' then array['scheduled', 'in_progress', 'completed']
  end;
begin
  if not coalesce(require_notice_status.status = any (v_known), false) then
    raise exception using errcode = '22023', message = 'invalid_notice_status',
      detail = case when v_known is null then 'A notice is an incident or maintenance.'
        else format('The status of %s is one of %s.', require_notice_status.kind, array_to_string(v_known, ', ')) end,
      hint = 'Leave p_status out for the first one.';
  end if;
end
$$;
comment on function private.require_notice_status(text, text) is 'Throws unless notices of this kind have this status.';
revoke all on function private.require_notice_status(text, text) from public, anon, authenticated, service_role;
grant execute on function private.require_notice_status(text, text) to authenticated, service_role;
