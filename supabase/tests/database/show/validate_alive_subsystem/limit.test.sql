-- All subsystems are asked at once, so there are not too many.
begin;
select plan(3);
select pg_temp.start_empty();

insert into alive_subsystems (name, title, kind, target)
select 'n' || n, 'N', 'url', 'https://a.example/' from generate_series(1, 49) n;
select lives_ok(
  $$insert into alive_subsystems (name, title, kind, target) values ('fifty', 'N', 'url', 'https://a.example/')$$, 'the 50th is fine'
);
select throws_ok(
  $$insert into alive_subsystems (name, title, kind, target) values ('more', 'N', 'url', 'https://a.example/')$$, '22023',
  'too_many_subsystems', 'one more is refused'
);
select lives_ok($$update alive_subsystems set core = true where name = 'fifty'$$, 'those that are there can be changed');

select * from finish();
rollback;
