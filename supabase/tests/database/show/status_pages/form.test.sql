-- What a slug may be.
begin;
select plan(8);
select pg_temp.start_empty();

select lives_ok(format($$insert into status_pages (slug, title) values (%L, 'x')$$, slug), slug || ' is one')
from (values ('a'), ('my-page-2'), (repeat('x', 63))) s(slug);
select throws_ok(format($$insert into status_pages (slug, title) values (%L, 'x')$$, slug), '23514', null, slug || ' is none')
from (values (''), ('Acme'), ('a/b'), (repeat('x', 64)), ('badge')) s(slug);

select * from finish();
rollback;
