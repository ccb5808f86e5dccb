-- The topic of a result. API: private. Called by: publish_results.
create or replace function private.bus_topic(check_id text, agent text, category text)
returns text
language sql
stable
set search_path = ''
as $$
  select t.topic
  from private.bus_topics t
  where (t.matches, t.value) in (
    ('check', bus_topic.check_id), ('agent', bus_topic.agent), ('category', bus_topic.category), ('anything', '')
  )
  order by array_position(array['check', 'agent', 'category', 'anything'], t.matches)
  limit 1;
$$;
comment on function private.bus_topic(text, text, text) is 'The topic of the agent bus that a result belongs to.';
revoke all on function private.bus_topic(text, text, text) from public, anon, authenticated, service_role;
