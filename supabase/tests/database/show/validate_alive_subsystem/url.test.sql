-- The target of a url is a URL that shows no password.
begin;
select plan(11);
select pg_temp.start_empty();

create function pg_temp.add(target text) returns void language sql as $$
  insert into alive_subsystems (name, title, kind, target) values ('shop', 'Shop', 'url', add.target);
$$;
select throws_ok(format($$select pg_temp.add(%L)$$, target), '22023', 'invalid_target', name)
from (values
  ('', 'nothing is none'), ('example.com', 'a host alone is none'), ('ftp://a.example/', 'nor is another protocol'),
  ('https://user:pass@a.example/', 'a password is refused'), ('https://user@a.example/', 'and a user name'),
  ('https://a.example/#key', 'and a fragment'), ('https://a.example/a b', 'and white space within'),
  ('https:///path', 'and no host'), ('https://a.example/' || repeat('x', 1983), 'and over 2000 characters')
) v(target, name);
select lives_ok($$select pg_temp.add('  https://a.example:8443/health?full=1 ')$$, 'port, path and query are fine');
select is((select target from alive_subsystems where name = 'shop'), 'https://a.example:8443/health?full=1', 'it is trimmed');

select * from finish();
rollback;
