-- Refuses what is no outcome of a check: {"status", "priority", "title", "message"}, or null for no result where that is allowed.
-- API: private. Called by: compile_levels, compile_check.
create or replace function private.require_outcome(outcome jsonb, others text[], key text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  perform private.require_keys(outcome, array['status', 'priority', 'title', 'message'] || others, require_outcome.key);
  if coalesce(outcome ->> 'status', '') not in ('ok', 'warning', 'alert', 'error') then
    perform private.refuse_rule(require_outcome.key || '.status', 'must be ok, warning, alert or error');
  end if;
  if outcome ? 'priority' and outcome -> 'priority' not in ('"low"', '"medium"', '"high"', '"urgent"') then
    perform private.refuse_rule(require_outcome.key || '.priority', 'must be low, medium, high or urgent');
  end if;
  if outcome ? 'title' and (jsonb_typeof(outcome -> 'title') <> 'string' or char_length(outcome ->> 'title') not between 1 and 200) then
    perform private.refuse_rule(require_outcome.key || '.title', 'must be a text of 1 to 200 characters');
  end if;
  if outcome ? 'message'
    and (jsonb_typeof(outcome -> 'message') <> 'string' or char_length(outcome ->> 'message') not between 1 and 1000) then
    perform private.refuse_rule(require_outcome.key || '.message', 'must be a text of 1 to 1000 characters');
  end if;
end
$$;
comment on function private.require_outcome(jsonb, text[], text) is 'Refuses a part of a rule that is no outcome.';
revoke all on function private.require_outcome(jsonb, text[], text) from public, anon, authenticated, service_role;
