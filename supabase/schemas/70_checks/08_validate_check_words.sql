-- Refuses a check whose id, words or choices it cannot have, with an error whose detail begins with the column. The rule is
-- validate_check_definition's. Called by: trigger check_definitions_check_words, by its name before that one.
create or replace function private.validate_check_words()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_problem text := case
    when coalesce(new.id, '') !~ '^[a-z][a-z0-9_]{0,62}$' then 'id: must be a name of small letters, digits and underscores'
    when char_length(coalesce(new.title, '')) not between 1 and 200 then 'title: must be a text of 1 to 200 characters'
    when new.description is null or char_length(new.description) > 2000 then 'description: must be a text of at most 2000 characters'
    when char_length(coalesce(new.agent, '')) not between 1 and 100 then 'agent: must be a text of 1 to 100 characters'
    when coalesce(new.category, '') not in ('operations', 'revenue', 'compliance', 'customers', 'marketing', 'system')
      then 'category: must be operations, revenue, compliance, customers, marketing or system'
    when coalesce(new.default_priority, '') not in ('low', 'medium', 'high', 'urgent')
      then 'default_priority: must be low, medium, high or urgent'
    when coalesce(new.evaluator, '') not in ('threshold', 'expiry', 'freshness', 'change', 'count', 'backlog', 'sql', 'http')
      then 'evaluator: must be threshold, expiry, freshness, change, count, backlog, sql or http'
    when new.action_url !~ '^(https?://|/)[^\s]*$' or char_length(new.action_url) > 2000
      then 'action_url: must begin with https://, http:// or /, without spaces, and have at most 2000 characters'
    when char_length(new.action_label) not between 1 and 100 then 'action_label: must be a text of 1 to 100 characters'
  end;
begin
  if v_problem is not null then
    raise exception using errcode = '22023', message = 'invalid_check', detail = v_problem || '.',
      hint = 'What a check consists of is in docs/checks.md.';
  end if;
  return new;
end
$$;
comment on function private.validate_check_words() is 'Trigger: a check''s id, words and choices are ones that it can have.';
revoke all on function private.validate_check_words() from public, anon, authenticated, service_role;

drop trigger if exists check_definitions_check_words on public.check_definitions;
create trigger check_definitions_check_words
  before insert or update on public.check_definitions
  for each row execute function private.validate_check_words();
