-- Only functions that the owner of the database has put into the schema alive_probes can be named.
begin;
select plan(10);
select pg_temp.start_empty();

create function alive_probes.good() returns boolean language sql as 'select true';
create function alive_probes.full_answer() returns jsonb language sql as 'select ''{"ok": true}''::jsonb';
create function alive_probes.asks(n integer) returns boolean language sql as 'select true';
create function alive_probes.text_answer() returns text language sql as 'select ''x''';
create function alive_probes.many() returns setof boolean language sql as 'select true';
create function public.elsewhere() returns boolean language sql as 'select true';
select pg_temp.sign_in_as_admin();
create function pg_temp.add(target text) returns text language sql as $$
  insert into alive_subsystems (name, title, kind, target) values ('p' || md5(random()::text), 'Probe', 'sql_function', add.target)
  returning target;
$$;
select is(pg_temp.add('good'), 'alive_probes.good', 'an admin names one');
select is(pg_temp.add(' alive_probes.full_answer() '), 'alive_probes.full_answer', 'with its schema too');
select throws_ok(format($$select pg_temp.add(%L)$$, target), '22023', 'invalid_target', name)
from (values
  ('missing', 'one that is not there is refused'), ('asks', 'and one with arguments'), ('text_answer', 'and one that answers text'),
  ('many', 'and one that answers many rows'), ('elsewhere', 'and one of another schema'),
  ('private.prune_history', 'whatever it is called'), ('good(); drop table users', 'and what is no name')
) v(target, name);
select throws_ok(
  $$create function alive_probes.mine() returns boolean language sql as 'select true'$$, '42501', null, 'an admin makes none'
);

select * from finish();
rollback;
