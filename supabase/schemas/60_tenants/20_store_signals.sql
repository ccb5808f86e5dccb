-- Stores what a tenant reports: {"stored", "removed"}. Of an item that is reported twice the later entry counts.
-- SECURITY DEFINER: members report without being allowed to write the table; it decides by itself who the caller is.
-- API: private. Called by: report_signals.
create or replace function private.store_signals(tenant_id text, signals jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_error text;
  v_stored integer;
  v_removed integer;
  v_replaced integer;
  v_limit integer := private.get_integer_setting('tenant_signals_limit');
begin
  if not private.is_project_call() and not private.is_tenant_member(store_signals.tenant_id, '{owner,admin,member}') then
    raise exception using errcode = '42501', message = 'not_a_member',
      detail = 'Owners, admins and members of a tenant report its signals.',
      hint = 'Sign in as one of them, or report with the secret key.';
  end if;
  if jsonb_typeof(store_signals.signals) is distinct from 'array' or jsonb_array_length(store_signals.signals) > 1000
    or octet_length(store_signals.signals::text) > 1048576 then
    raise exception using errcode = '22023', message = 'invalid_signals',
      detail = 'Signals are an array of at most 1000 entries, and 1 MB as text.',
      hint = 'Pass p_signals such as [{"signal": "error_tickets", "items": {"T-1": {"status": "open"}}}], in several calls if need be.';
  end if;
  select format('Entry %s %s.', e.position, private.signal_entry_error(e.entry)) into v_error
  from jsonb_array_elements(store_signals.signals) with ordinality e(entry, position)
  where private.signal_entry_error(e.entry) is not null
  order by e.position
  limit 1;
  if v_error is not null then
    raise exception using errcode = '22023', message = 'invalid_signals', detail = v_error,
      hint = 'An entry is {"signal", "data"}, {"signal", "item", "data"}, {"signal", "items", "replace"} or {"signal", "append"}.';
  end if;
  -- Reports of one tenant wait for each other, so that their limit holds and a replaced signal is what one of them said.
  perform from public.tenants t where t.id = store_signals.tenant_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;

  delete from public.tenant_signals s
  where s.tenant_id = store_signals.tenant_id
    and s.signal in (
      select e ->> 'signal' from jsonb_array_elements(store_signals.signals) e where e -> 'replace' = 'true'
    )
    and not exists (
      select from jsonb_array_elements(store_signals.signals) e
      where e ->> 'signal' = s.signal and e -> 'items' ? s.item
    );
  get diagnostics v_replaced = row_count;

  with reported as (
    select distinct on (i.signal, i.item) i.signal, i.item, i.data
    from (
      select e.entry ->> 'signal', coalesce(e.entry ->> 'item', ''), e.entry -> 'data', e.position
      from jsonb_array_elements(store_signals.signals) with ordinality e(entry, position)
      where e.entry ? 'data'
      union all
      select e.entry ->> 'signal', i.key, i.value, e.position
      from jsonb_array_elements(store_signals.signals) with ordinality e(entry, position)
      cross join jsonb_each(e.entry -> 'items') i
      where e.entry ? 'items'
    ) i(signal, item, data, position)
    order by i.signal, i.item, i.position desc
  ),
  removed as (
    delete from public.tenant_signals s
    using reported r
    where s.tenant_id = store_signals.tenant_id and s.signal = r.signal and s.item = r.item and r.data = 'null'
    returning 1
  ),
  stored as (
    insert into public.tenant_signals (tenant_id, signal, item, data, expires_at)
    select store_signals.tenant_id, r.signal, r.item, r.data, null from reported r where r.data <> 'null'
    union all
    select store_signals.tenant_id, e ->> 'signal', gen_random_uuid()::text, a,
      now() + private.get_interval_setting('tenant_signals_retention')
    from jsonb_array_elements(store_signals.signals) e
    cross join jsonb_array_elements(e -> 'append') a
    where e ? 'append'
    on conflict on constraint tenant_signals_pkey do update
      set data = excluded.data, reported_at = now(), expires_at = null
    returning 1
  )
  select (select count(*) from stored), (select count(*) from removed) into v_stored, v_removed;
  if (
    select count(*) from (
      select from public.tenant_signals s where s.tenant_id = store_signals.tenant_id limit v_limit + 1
    ) k
  ) > v_limit then
    raise exception using errcode = 'PT409', message = 'too_many_signals',
      detail = format('A tenant has at most %s items of signals.', v_limit),
      hint = 'Remove items that no check needs, or raise the setting tenant_signals_limit.';
  end if;
  return jsonb_build_object('stored', v_stored, 'removed', v_removed + v_replaced);
end
$$;
comment on function private.store_signals(text, jsonb) is 'Stores what a tenant reports, for its members and the service role.';
revoke all on function private.store_signals(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function private.store_signals(text, jsonb) to authenticated, service_role;
