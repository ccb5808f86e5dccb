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
