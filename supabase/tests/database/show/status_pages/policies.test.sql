-- Who sees, makes, changes and removes status pages.
begin;
select plan(26);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin,
  pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated, anon;
insert into status_pages (slug, title) values ('project', 'The project');

select pg_temp.sign_in(owner) from people;
select lives_ok($$insert into status_pages (slug, title, tenant_id) values ('acme', 'Acme', 'acme')$$, 'an owner makes a page of the tenant');
select throws_ok($$insert into status_pages (slug, title, tenant_id) values ('theirs', 'x', 'other')$$, '42501', null, 'not of another one');
select throws_ok($$insert into status_pages (slug, title) values ('mine', 'x')$$, '42501', null, 'nor of the project');
select throws_ok($$insert into status_pages (slug, title, tenant_id, badge_key) values ('key', 'x', 'acme', 'guess')$$, '42501', null,
  'and chooses no badge key');
select throws_ok($$update status_pages set badge_key = 'guess'$$, '42501', null, 'nor later');
select throws_ok($$update status_pages set tenant_id = 'other'$$, '42501', null, 'the page stays with its tenant');
select results_eq($$update status_pages set title = 'Acme, Inc.', enabled = false returning slug$$, array['acme'], 'they change it');
select results_eq($$select slug from status_pages$$, array['acme'], 'and do not see those of the project');
select matches(badge_key, '^[A-Za-z0-9_-]{43}$', 'its badge key is 32 bytes') from status_pages;
select pg_temp.sign_out();
select pg_temp.sign_in(admin) from people;
select results_eq($$update status_pages set enabled = true returning slug$$, array['acme'], 'an admin of the tenant changes it too');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select results_eq($$select slug from status_pages$$, array['acme'], 'a member sees it');
select is_empty($$update status_pages set title = 'x' returning slug$$, 'and does not change it');
select throws_ok($$insert into status_pages (slug, title, tenant_id) values ('x', 'x', 'acme')$$, '42501', null, 'nor makes one');
select is_empty($$delete from status_pages returning slug$$, 'nor removes it');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer) from people;
select results_eq($$select slug from status_pages$$, array['acme'], 'a viewer sees it');
select is_empty($$update status_pages set title = 'x' returning slug$$, 'and does not change it');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select slug from status_pages$$, 'a member of another tenant sees none');
select is_empty($$delete from status_pages returning slug$$, 'and removes none');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from status_pages$$, '42501', null, 'anon may not ask');
select throws_ok($$select status_page('acme')$$, '42501', null, 'nor past the edge function');
select throws_ok($$select status_badges('acme')$$, '42501', null, 'for badges neither');
select pg_temp.sign_in_as_admin();
select results_eq($$select slug from status_pages order by slug$$, array['acme', 'project'], 'an admin of the project sees all');
select lives_ok($$insert into status_pages (slug, title) values ('more', 'More')$$, 'and makes pages of the project');
select results_eq($$delete from status_pages where slug = 'more' returning slug$$, array['more'], 'and removes them');
select throws_ok($$select status_page('acme')$$, '42501', null, 'signed-in users do not ask the function''s question either');
select pg_temp.sign_out();
select throws_ok($$insert into status_pages (slug, title, tenant_id) select 'p' || n, 'x', 'acme' from generate_series(1, 20) n$$, 'PT409',
  'too_many_status_pages', 'a tenant has twenty at most');

select * from finish();
rollback;
