-- Vertices see and add their tetrahedrons; for others there are none.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_user('vertex@example.com') as vertex, pg_temp.make_user('other@example.com') as other into temp people;
grant select on people to authenticated, anon, app_service;
select pg_temp.make_tetrahedron('family', null, vertex) from people;
select pg_temp.sign_in(vertex) from people;
select results_eq($$select name from tetrahedrons$$, array['family'], 'a vertex sees it');
select results_eq($$update tetrahedrons set next_action = 'call' returning next_action$$, array['call'], 'and changes what is theirs');
select throws_ok($$update tetrahedrons set last_heartbeat_at = now()$$, '42501', null, 'but not its heartbeat');
select throws_ok($$update tetrahedrons set vertices = '{a,b,c,d}'$$, '42501', null, 'nor who belongs to it');
select lives_ok(
  $$insert into tetrahedrons (name, vertices) select 'work', array[vertex::text, 'b', 'c', 'd'] from people$$, 'they add one of theirs'
);
select throws_ok($$insert into tetrahedrons (name, vertices) values ('x', '{a,b,c,d}')$$, '42501', null, 'but none of others');
select pg_temp.sign_in(other) from people;
select is_empty($$select from tetrahedrons$$, 'another user sees none');
select is_empty($$update tetrahedrons set name = 'mine' returning 1$$, 'and changes none');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from tetrahedrons$$, '42501', null, 'anon may not ask');
select pg_temp.as_app_service();
select throws_ok($$select from tetrahedrons$$, '42501', null, 'nor may app_service');
select pg_temp.as_service_role();
select bag_eq($$select name from tetrahedrons$$, array['family', 'work'], 'the service role sees all');

select * from finish();
rollback;
