-- Asks one subsystem that the database itself answers for: {ok, error, details}. What raises is the caller's to report.
-- API: service role. Called by: the edge function alive, once for each subsystem, all at the same time.
-- SECURITY DEFINER: it reads pg_cron, pg_net and the outbox. PostgREST applies the statement_timeout to the whole call.
create or replace function public.run_alive_probe(p_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '4s'
as $$
declare
  v_target text;
  v_answer jsonb;
begin
  select l.target into v_target from private.list_alive_probes() l where l.name = p_name and l.asked_by = 'sql';
  if not found then
    raise exception using errcode = 'PT404', message = 'alive_probe_not_found',
      detail = format('There is no subsystem %L that is on and that the database answers for.', p_name),
      hint = 'See: select name, kind, enabled from alive_subsystems;';
  end if;
  if v_target is not null then
    v_answer := private.call_alive_function(substr(v_target, length('alive_probes.') + 1));
    return case
      when jsonb_typeof(v_answer) = 'boolean' then jsonb_build_object('ok', v_answer)
      when jsonb_typeof(v_answer) = 'object' and jsonb_typeof(v_answer -> 'ok') = 'boolean' then v_answer
      else jsonb_build_object('ok', false, 'error', v_target || ' answered neither a boolean nor an object with a boolean ok.')
    end;
  end if;
  return case p_name
    when 'database' then private.probe_database()
    when 'evaluator' then private.probe_evaluator()
    when 'ingest' then private.probe_ingest()
    when 'pg_cron' then private.probe_pg_cron()
    when 'pg_net' then private.probe_pg_net()
    when 'outbox' then private.probe_outbox()
    else private.probe_channels(substr(p_name, length('channel_') + 1))
  end;
end
$$;
comment on function public.run_alive_probe(text) is 'Answer of one subsystem of the boot check, {ok, error, details}. Service role only.';
revoke all on function public.run_alive_probe(text) from public, anon, authenticated, service_role;
grant execute on function public.run_alive_probe(text) to service_role;
