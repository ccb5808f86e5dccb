-- The status of a notice at an instant. What is scheduled is in progress from its start to before its end, whoever sleeps; what a
-- person began lasts until a person says that it is completed.
-- API: private. Called by: private.status_states and private.status_notices.
create or replace function private.notice_status(status text, starts_at timestamptz, ends_at timestamptz, now_at timestamptz)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when status <> 'scheduled' then status
    when now_at < starts_at then 'scheduled'
    when now_at < ends_at or ends_at is null then 'in_progress'
    else 'completed'
  end;
$$;
comment on function private.notice_status(text, timestamptz, timestamptz, timestamptz) is 'The status of a notice at an instant: what is scheduled follows the clock.';
revoke all on function private.notice_status(text, timestamptz, timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
