-- The state of a page from those of its components.
begin;
select plan(11);
select pg_temp.start_empty();
insert into status_pages (id, slug, title) values ('00000000-0000-4000-8000-000000000001', 'p', 'P');
create function pg_temp.overall(states text[]) returns text language sql as
  $$select private.overall_status('00000000-0000-4000-8000-000000000001', states, now())$$;

select is(pg_temp.overall(s.states), s.overall, s.states::text || ' is ' || s.overall)
from (values
  ('{}'::text[], 'unknown'), ('{unknown}', 'unknown'), ('{operational,unknown}', 'operational'), ('{operational,maintenance}', 'maintenance'),
  ('{operational,maintenance,down}', 'degraded'), ('{operational,degraded}', 'degraded'), ('{down,unknown}', 'down'), ('{down,down}', 'down')
) s(states, overall);
select post_status_notice('00000000-0000-4000-8000-000000000001', 'incident', 'Odd', 'x', p_impact => 'none');
select is(pg_temp.overall('{operational}'), 'operational', 'an incident without impact changes nothing');
select post_status_notice('00000000-0000-4000-8000-000000000001', 'incident', 'Slow', 'x', p_impact => 'minor');
select is(pg_temp.overall('{operational}'), 'degraded', 'one that names no component is about the page');
update status_page_notices set status = 'resolved';
select is(pg_temp.overall('{operational}'), 'operational', 'until it is resolved');

select * from finish();
rollback;
