-- Refuses a signed-in user the 201st silence that has not ended or is of the last day: each is compared with every alert.
-- API: private. Called by: add_silence, snooze.
create or replace function private.limit_silences(user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if (
    select count(*) >= 200
    from public.silences s
    where s.created_by = limit_silences.user_id and (s.ends_at > now() or s.created_at > now() - interval '1 day')
  ) then
    raise exception using errcode = 'PT409', message = 'too_many_silences',
      detail = 'A user may have 200 silences that have not ended or were made in the last day.',
      hint = 'End some, or make one that covers more: a kind of subject, or keys that begin alike.';
  end if;
end
$$;
comment on function private.limit_silences(uuid) is 'Refuses a user more silences than anybody needs.';
revoke all on function private.limit_silences(uuid) from public, anon, authenticated, service_role;
