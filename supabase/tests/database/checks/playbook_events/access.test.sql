-- Admins read playbook events, the service role handles them, and nobody else sees any.
begin;
select plan(5);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
create temporary table owner as select pg_temp.make_member('acme', 'owner') as id;
insert into playbook_events (type, agent, priority, actions, tenant_ids) values ('x', 'linus', 'critical', '{}', '{acme}');

select pg_temp.sign_in((select id from owner));
select is_empty($$select from playbook_events$$, 'not the owner of a tenant');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from playbook_events$$, '42501', null, 'not anon');
select pg_temp.sign_in_as_admin();
select isnt_empty($$select from playbook_events$$, 'an admin reads them');
select throws_ok($$update playbook_events set handled_at = now()$$, '42501', null, 'and changes none');
select pg_temp.as_service_role();
select lives_ok($$update playbook_events set handled_at = now()$$, 'the service role does');

select * from finish();
rollback;
