-- Order of statuses and priorities, from the best on. API: private. Called by: run_tenant_batch.
create or replace function private.status_rank(status text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['ok', 'warning', 'alert', 'error'], status_rank.status);
$$;
comment on function private.status_rank(text) is 'ok 1, warning 2, alert 3, error 4.';
revoke all on function private.status_rank(text) from public, anon, authenticated, service_role;

create or replace function private.priority_rank(priority text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['low', 'medium', 'high', 'urgent'], priority_rank.priority);
$$;
comment on function private.priority_rank(text) is 'low 1, medium 2, high 3, urgent 4.';
revoke all on function private.priority_rank(text) from public, anon, authenticated, service_role;

-- Which kinds of channel hear of a result: those that wake people only of what is worth it.
create or replace function private.channel_hears(kind text, status text, priority text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case channel_hears.kind
    when 'whatsapp' then channel_hears.priority = 'urgent'
    when 'sms' then channel_hears.priority in ('urgent', 'high')
    when 'push' then channel_hears.priority in ('urgent', 'high')
    when 'slack' then channel_hears.priority in ('urgent', 'high') or channel_hears.status in ('alert', 'error')
    else true
  end;
$$;
comment on function private.channel_hears(text, text, text) is 'Whether a kind of channel hears of results of a status and priority.';
revoke all on function private.channel_hears(text, text, text) from public, anon, authenticated, service_role;
