-- What an http check asks for. The edge function that asks holds it to the rules for destinations of messages besides.
create or replace function private.require_http_request(rule jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if jsonb_typeof(rule -> 'url') is distinct from 'string' or rule ->> 'url' !~ '^https?://[^\s/@?#]+([/?][^\s#]*)?$'
    or char_length(rule ->> 'url') > 2000 then
    perform private.refuse_rule('url', 'must be an absolute URL of at most 2000 characters, with no user name in it');
  end if;
  if rule ? 'method' and rule -> 'method' not in ('"GET"', '"HEAD"', '"POST"') then
    perform private.refuse_rule('method', 'must be GET, HEAD or POST');
  end if;
  if rule ? 'headers' then
    if jsonb_typeof(rule -> 'headers') <> 'object' or exists (
      select from jsonb_each(rule -> 'headers') h
      where h.key !~ '^[A-Za-z0-9-]{1,100}$' or jsonb_typeof(h.value) <> 'string' or h.value #>> '{}' ~ '[[:cntrl:]]'
    ) then
      perform private.refuse_rule('headers', 'must be an object of header names, each with a text');
    end if;
  end if;
  if jsonb_typeof(rule -> 'body') <> 'string' or jsonb_typeof(rule -> 'body_contains') <> 'string'
    or char_length(rule ->> 'body_contains') not between 1 and 1000 then
    perform private.refuse_rule(case when jsonb_typeof(rule -> 'body') <> 'string' then 'body' else 'body_contains' end, 'must be a text');
  end if;
  if rule ? 'timeout' then
    perform private.compile_interval(rule -> 'timeout', 'timeout');
    if (rule ->> 'timeout')::interval not between interval '1 second' and interval '10 seconds' then
      perform private.refuse_rule('timeout', 'must be from 1 to 10 seconds');
    end if;
  end if;
end
$$;
comment on function private.require_http_request(jsonb) is 'Refuses an http check that could not be asked.';
revoke all on function private.require_http_request(jsonb) from public, anon, authenticated, service_role;
