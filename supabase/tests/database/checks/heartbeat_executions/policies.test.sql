-- Members of a tenant see what was found and told; nobody writes it.
begin;
select plan(14);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 12:00+00');
insert into heartbeat_failures (tenant_id, kind, message) values ('acme', 'run', 'x');

select pg_temp.sign_in(viewer) from people;
select results_eq($$select tenant_id from heartbeat_executions$$, array['acme'], 'a viewer sees the executions');
select results_eq($$select check_id from tenant_check_states$$, array['mood'], 'what goes on');
select results_eq($$select channel from heartbeat_notifications$$, array['dashboard'], 'what was told');
select results_eq($$select message from heartbeat_failures$$, array['x'], 'and failures');
select is_empty($$update heartbeat_notifications set read_at = now() returning id$$, 'a viewer marks nothing as read');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select isnt_empty($$update heartbeat_notifications set read_at = now() returning id$$, 'a member does');
select throws_ok($$update heartbeat_notifications set outcome = 'queued'$$, '42501', null, 'and nothing else');
select throws_ok($$insert into heartbeat_failures (tenant_id, kind, message) values ('acme', 'run', 'x')$$, '42501', null, 'nor adds a failure');
select throws_ok($$delete from heartbeat_executions$$, '42501', null, 'nor removes an execution');
select throws_ok($$update tenant_check_states set told_at = null$$, '42501', null, 'nor what was told');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from heartbeat_executions where tenant_id = 'acme'$$, 'a member of another tenant sees none of it');
select is_empty($$select from tenant_check_states$$, 'nor what goes on');
select is_empty($$select from heartbeat_notifications$$, 'nor what was told');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from heartbeat_executions$$, '42501', null, 'anon sees nothing');

select * from finish();
rollback;
