-- What a silence cannot be, whoever writes it.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_user('one@example.com') as one into temp users;
select throws_ok(format('insert into silences (starts_at, ends_at) values (%s)', times), '23514', null, 'refused: ' || times)
from (values
  ($$now(), now()$$), ($$now(), now() - interval '1 second'$$), ($$now(), now() + interval '366 days 1 second'$$),
  ($$now(), 'infinity'$$), ($$'-infinity', now()$$)
) v(times);
select throws_ok(
  $$insert into silences (owner_id, tenant_id, ends_at) select one, 'acme', now() + interval '1 hour' from users$$, '23514', null,
  'a user''s and a tenant''s at once'
);

select * from finish();
rollback;
