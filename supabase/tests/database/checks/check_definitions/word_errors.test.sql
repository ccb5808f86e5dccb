-- What a check cannot have is refused when it is written, with an error that names the column.
begin;
select plan(18);
select pg_temp.start_empty();

create function pg_temp.error_of(changes jsonb) returns text language plpgsql as $$
declare
  v_detail text;
begin
  insert into check_definitions (id, title, description, agent, category, default_priority, evaluator, rule, action_url, action_label)
  select c.id, c.title, c.description, c.agent, c.category, c.default_priority, c.evaluator, c.rule, c.action_url, c.action_label
  from jsonb_populate_record(null::check_definitions, '{
    "id": "tried", "title": "Tried", "description": "", "agent": "me", "category": "system", "default_priority": "low", "evaluator": "count",
    "rule": {"signal": "stock", "levels": [{"status": "warning"}]}
  }' || error_of.changes) c;
  delete from check_definitions where id = 'tried';
  return null;
exception
  when sqlstate '22023' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return split_part(v_detail, ':', 1);
end
$$;
select is(pg_temp.error_of('{}'), null, 'a check that is in order');
select is(pg_temp.error_of('{"id": "Full Disks"}'), 'id', 'an id with capitals and a space');
select is(pg_temp.error_of('{"id": null}'), 'id', 'none');
select is(pg_temp.error_of('{"title": ""}'), 'title', 'no title');
select is(pg_temp.error_of(jsonb_build_object('title', repeat('x', 201))), 'title', 'a long one');
select is(pg_temp.error_of(jsonb_build_object('description', repeat('x', 2001))), 'description', 'a long description');
select is(pg_temp.error_of('{"agent": ""}'), 'agent', 'no agent');
select is(pg_temp.error_of('{"category": "misc"}'), 'category', 'a category that is not known');
select is(pg_temp.error_of('{"category": null}'), 'category', 'none');
select is(pg_temp.error_of('{"default_priority": "top"}'), 'default_priority', 'a priority that is not known');
select is(pg_temp.error_of('{"evaluator": "guess"}'), 'evaluator', 'an evaluator that is not known, before its rule');
select is(pg_temp.error_of('{"action_url": "javascript:alert(1)"}'), 'action_url', 'a link that is none');
select is(pg_temp.error_of('{"action_url": "https://example.com/a b"}'), 'action_url', 'one with a space');
select is(pg_temp.error_of(jsonb_build_object('action_url', 'https://' || repeat('x', 1993))), 'action_url', 'a long one');
select is(pg_temp.error_of('{"action_url": "/stock"}'), null, 'one within the application');
select is(pg_temp.error_of('{"action_label": ""}'), 'action_label', 'no label');
select is(pg_temp.error_of('{"action_label": null}'), null, 'null for none');
select is(pg_temp.error_of('{"rule": {}}'), 'signal', 'the rule is looked at after that');

select * from finish();
rollback;
