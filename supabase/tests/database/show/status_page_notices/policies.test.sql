-- Who sees and writes notices and updates.
begin;
select plan(18);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'member') as member,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
insert into status_pages (id, slug, title, tenant_id) values ('00000000-0000-4000-8000-000000000001', 'acme', 'Acme', 'acme');

select pg_temp.sign_in(owner) from people;
select lives_ok($$select post_status_notice('00000000-0000-4000-8000-000000000001', 'incident', 'Slow', 'We look into it.')$$,
  'an owner posts an incident');
select lives_ok($$insert into status_page_updates (notice_id, status, body) select id, 'identified', 'Found it.' from status_page_notices$$,
  'and adds to it by a plain insert');
select results_eq($$select status from status_page_notices$$, array['identified'], 'which gives it the status');
select throws_ok($$insert into status_page_updates (notice_id, status, body) select id, 'completed', 'x' from status_page_notices$$, '23514',
  null, 'one that its kind has');
select results_eq($$update status_page_updates set body = 'Found it!' where status = 'identified' returning status$$, array['identified'],
  'words are mended');
select throws_ok($$update status_page_updates set created_at = now()$$, '42501', null, 'the time is not');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select is((select count(*) from status_page_updates), 2::bigint, 'a member reads');
select throws_ok($$insert into status_page_updates (notice_id, status, body) select id, 'resolved', 'x' from status_page_notices$$, '42501',
  null, 'and adds nothing');
select is_empty($$update status_page_notices set title = 'x' returning id$$, 'changes nothing');
select is_empty($$delete from status_page_notices returning id$$, 'and removes nothing');
select throws_ok($$select post_status_notice('00000000-0000-4000-8000-000000000001', 'incident', 'x', 'x')$$, '42501',
  'not_an_editor_of_the_page', 'nor posts');
select throws_ok($$select update_status_notice((select id from status_page_notices), 'x')$$, '42501', 'not_an_editor_of_the_page', 'nor updates');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from status_page_notices$$, 'another tenant sees none');
select is_empty($$select from status_page_updates$$, 'nor what was said');
select throws_ok($$select post_status_notice('00000000-0000-4000-8000-000000000001', 'incident', 'x', 'x')$$, 'PT404',
  'status_page_not_found', 'for them there is no such page');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from status_page_notices$$, '42501', null, 'anon may not ask');
select throws_ok($$select from status_page_updates$$, '42501', null, 'nor for updates');
select pg_temp.sign_in_as_admin();
select results_eq($$delete from status_page_notices returning title$$, array['Slow'], 'an admin of the project removes it');

select * from finish();
rollback;
