-- Refuses a check's rule with the one error that all of them have; the detail begins with the key that is wrong.
-- Volatile, so that it is not called before its turn. API: private. Called by: the functions that compile rules.
create or replace function private.refuse_rule(key text, problem text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = '22023', message = 'invalid_check_rule',
    detail = format('%s: %s.', refuse_rule.key, refuse_rule.problem),
    hint = 'The forms of rules, with an example of each, are in docs/checks.md.';
end
$$;
comment on function private.refuse_rule(text, text) is 'Raises invalid_check_rule (22023) for a key of a rule.';
revoke all on function private.refuse_rule(text, text) from public, anon, authenticated, service_role;
