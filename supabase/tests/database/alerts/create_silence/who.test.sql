-- Admins and the project silence anything, others what is theirs.
begin;
select plan(15);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one_id into temp users;
select pg_temp.make_tenant('acme');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin,
  pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer into temp people;
grant select on users, people to authenticated;
create function pg_temp.scope_of(silence jsonb) returns text language sql as $$
  select concat_ws(' ', case when silence ->> 'owner_id' is not null then 'own' end, silence ->> 'tenant_id',
    case when (silence ->> 'created_by')::uuid = auth.uid() then 'by the caller' end);
$$;

select pg_temp.sign_in_as_anon();
select throws_ok($$select create_silence(p_for => '1 hour')$$, '42501', null, 'anon may not');
select pg_temp.sign_out();
select is(pg_temp.scope_of(create_silence(p_for => '1 hour')), '', 'SQL in the dashboard silences the project');
select pg_temp.as_service_role();
select is(pg_temp.scope_of(create_silence(p_for => '1 hour')), '', 'and so does the service role');
select is(pg_temp.scope_of(create_silence(p_for => '1 hour', p_tenant_id => 'acme')), 'acme', 'or a tenant');
select throws_ok(
  $$select create_silence(p_for => '1 hour', p_tenant_id => 'nobody')$$, 'PT404', 'tenant_not_found', 'if there is one'
);
select pg_temp.sign_in_as_admin();
select is(pg_temp.scope_of(create_silence(p_for => '1 hour')), 'by the caller', 'an admin silences the project, in their name');
select is(pg_temp.scope_of(create_silence(p_for => '1 hour', p_tenant_id => 'acme')), 'acme by the caller', 'or any tenant');
select pg_temp.sign_in(one_id) from users;
select is(pg_temp.scope_of(create_silence(p_for => '1 hour')), 'own by the caller', 'a user what is their own');
select throws_ok(
  $$select create_silence(p_for => '1 hour', p_tenant_id => 'acme')$$, '42501', 'not_an_admin_of_the_tenant', 'and no tenant of others'
);
select throws_ok(
  $$select create_silence(p_for => '1 hour', p_tenant_id => 'nobody')$$, '42501', 'not_an_admin_of_the_tenant', 'there or not'
);
select pg_temp.sign_in(owner) from people;
select is(pg_temp.scope_of(create_silence(p_for => '1 hour', p_tenant_id => 'acme')), 'acme by the caller', 'an owner their tenant');
select pg_temp.sign_in(admin) from people;
select is(pg_temp.scope_of(create_silence(p_for => '1 hour', p_tenant_id => 'acme')), 'acme by the caller', 'and so an admin of it');
select pg_temp.sign_in(member) from people;
select throws_ok(
  $$select create_silence(p_for => '1 hour', p_tenant_id => 'acme')$$, '42501', 'not_an_admin_of_the_tenant', 'a member does not'
);
select pg_temp.sign_in(viewer) from people;
select throws_ok(
  $$select create_silence(p_for => '1 hour', p_tenant_id => 'acme')$$, '42501', 'not_an_admin_of_the_tenant', 'nor a viewer'
);
select throws_ok(
  $$insert into silences (ends_at) values (now() + interval '1 hour')$$, '42501', null, 'and nobody writes the table past it'
);

select * from finish();
rollback;
