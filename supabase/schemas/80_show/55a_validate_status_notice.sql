-- Keys are those of the page's components; an incident that is resolved has ended; so many a page, for what is kept is bounded.
-- Called by: trigger status_page_notices_validate, as whoever edits: they see their page's components.
create or replace function private.validate_status_notice()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_unknown text;
begin
  if tg_op = 'INSERT' and (select count(*) from public.status_page_notices n where n.page_id = new.page_id) >= 500 then
    raise exception using errcode = 'PT409', message = 'too_many_notices',
      detail = 'A status page keeps at most 500 notices.', hint = 'Delete old ones.';
  end if;
  if tg_op = 'INSERT' or new.components is distinct from old.components then
    select k into v_unknown from unnest(new.components) k
    where not exists (select from public.status_page_components c where c.page_id = new.page_id and c.key = k)
    limit 1;
    if found then
      raise exception using errcode = '22023', message = 'unknown_component',
        detail = format('The page has no component %L.', v_unknown), hint = 'See: select key, name from status_page_components;';
    end if;
  end if;
  if new.status in ('resolved', 'completed') then
    new.ends_at := greatest(new.starts_at, case
      when tg_op = 'UPDATE' and old.status = new.status then coalesce(new.ends_at, now())
      -- What is over ended now, or before when somebody says so.
      else least(coalesce(new.ends_at, now()), now())
    end);
  elsif new.kind = 'incident' then
    new.ends_at := null;
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.validate_status_notice() is 'Trigger: a notice is about components of its page, and ends when it is over.';
revoke all on function private.validate_status_notice() from public, anon, authenticated, service_role;

drop trigger if exists status_page_notices_validate on public.status_page_notices;
create trigger status_page_notices_validate
  before insert or update on public.status_page_notices
  for each row execute function private.validate_status_notice();
