-- The notice has the status of what was last said of it. Called by: trigger status_page_updates_apply, as whoever adds an update.
create or replace function private.apply_status_update()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if (select count(*) from public.status_page_updates u where u.notice_id = new.notice_id) > 200 then
    raise exception using errcode = 'PT409', message = 'too_many_updates',
      detail = 'A notice has at most 200 updates.', hint = 'Post another notice.';
  end if;
  update public.status_page_notices n set status = new.status where n.id = new.notice_id;
  return null;
end
$$;
comment on function private.apply_status_update() is 'Trigger: a notice has the status of what was last said of it.';
revoke all on function private.apply_status_update() from public, anon, authenticated, service_role;

drop trigger if exists status_page_updates_apply on public.status_page_updates;
create trigger status_page_updates_apply
  after insert on public.status_page_updates
  for each row execute function private.apply_status_update();
