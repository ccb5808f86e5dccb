-- Makes a machine with its key. Signed-in users make their own, at most machines_per_user of them; the project makes anybody's.
-- API: private. Called by: register_machine.
-- SECURITY DEFINER: a signed-in user may not write keys. It decides by itself who is calling.
create or replace function private.create_machine(name text, hostname text, description text, owner_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_name text := btrim(create_machine.name);
  v_hostname text := nullif(btrim(create_machine.hostname), '');
  v_description text := nullif(btrim(create_machine.description), '');
  v_is_project boolean := private.is_project_call();
  v_owner_id uuid := case when v_is_project then create_machine.owner_id else (select auth.uid()) end;
  v_limit integer := private.get_integer_setting('machines_per_user');
  v_machine public.machines;
begin
  if not v_is_project and (v_owner_id is null or create_machine.owner_id <> v_owner_id) then
    raise exception using errcode = '42501', message = 'not_the_owner',
      detail = 'Signed-in users register machines of their own.',
      hint = 'Leave p_user_id out, or register it with the secret key.';
  end if;
  if v_name is null or char_length(v_name) not between 1 and 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_machine_name',
      detail = 'A name has 1 to 200 characters after trimming, and no control characters.',
      hint = 'Pass p_name, such as ''production-server''.';
  end if;
  if char_length(v_hostname) > 255 or v_hostname ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_hostname',
      detail = 'A host name has at most 255 characters, and no control characters.',
      hint = 'Pass p_hostname, such as ''prod-01'', or leave it to the agent.';
  end if;
  if char_length(v_description) > 2000 then
    raise exception using errcode = '22023', message = 'invalid_description',
      detail = 'A description has at most 2000 characters.', hint = 'Shorten p_description.';
  end if;
  if not v_is_project then
    -- One at a time a user, so that two requests do not pass the limit side by side.
    perform pg_advisory_xact_lock(hashtextextended('heartbase.machines ' || v_owner_id, 0));
    if (select count(*) from public.machines m where m.user_id = v_owner_id) >= v_limit then
      raise exception using errcode = 'PT409', message = 'too_many_machines',
        detail = format('You have %s machines, which is as many as this project allows.', v_limit),
        hint = 'Delete one, or ask for a higher machines_per_user.';
    end if;
  end if;
  insert into public.machines (user_id, name, hostname, description)
  values (v_owner_id, v_name, v_hostname, v_description)
  returning * into v_machine;
  return jsonb_build_object(
    'id', v_machine.id, 'name', v_machine.name, 'hostname', v_machine.hostname, 'description', v_machine.description,
    'api_key', private.issue_machine_key(v_machine.id), 'created_at', v_machine.created_at
  );
end
$$;
comment on function private.create_machine(text, text, text, uuid) is 'Makes a machine of the caller, or for anybody when the project calls.';
revoke all on function private.create_machine(text, text, text, uuid) from public, anon, authenticated, service_role;
grant execute on function private.create_machine(text, text, text, uuid) to authenticated, service_role;
