-- A key that was given away is made worthless.
begin;
select plan(7);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'admin') as admin, pg_temp.make_member('acme', 'member') as member,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
select (create_status_page('acme', 'Acme', '[]', 'acme') ->> 'id')::uuid as id into temp page;
select badge_key as old_key into temp keys from status_pages;
grant select on people, page, keys to authenticated;

select pg_temp.sign_in(admin) from people;
select matches(rotate_status_badge_key(id), '^[A-Za-z0-9_-]{43}$', 'who may change the page gets another key') from page;
select isnt((select badge_key from status_pages), old_key, 'which is another one') from keys;
select pg_temp.sign_out();
select is(status_badges(old_key), null, 'the old one opens nothing') from keys;
select is((select status_badges(badge_key) ->> 'title' from status_pages), 'Acme', 'the new one does');
select pg_temp.sign_in(member) from people;
select throws_ok($$select rotate_status_badge_key(id) from page$$, 'PT404', 'status_page_not_found', 'a member does not');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select throws_ok($$select rotate_status_badge_key(id) from page$$, 'PT404', 'status_page_not_found', 'nor does another tenant');
select pg_temp.sign_in_as_anon();
select throws_ok($$select rotate_status_badge_key(gen_random_uuid())$$, '42501', null, 'nor anon');

select * from finish();
rollback;
