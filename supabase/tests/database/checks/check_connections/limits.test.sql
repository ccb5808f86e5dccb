-- Connections in use, beside what clients may have.
begin;
select plan(4);

create temporary table seen as
select count(*) as used, current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
    - coalesce(current_setting('reserved_connections', true)::integer, 0) as allowed
from pg_stat_activity where backend_type = 'client backend';
select is(
  pg_temp.ask('connections') ->> 'message', (select format('%s of %s connections are in use.', used, allowed) from seen),
  'it counts the sessions of clients, and leaves out what is reserved'
);
select is(
  pg_temp.says('connections', jsonb_build_object('warning_percent', (select used * 100.0 / allowed from seen))), 'warning high',
  'at the percentage of the warning it warns'
);
select is(
  pg_temp.says('connections', jsonb_build_object('warning_percent', (select used * 100.0 / allowed + 0.001 from seen))), 'ok',
  'below it is well'
);
select is(
  pg_temp.says('connections', jsonb_build_object('warning_percent', 0, 'alert_percent', (select used * 100.0 / allowed from seen))),
  'alert urgent', 'at the percentage of the alert it alerts'
);

select * from finish();
rollback;
