-- A user has at most machines_per_user machines; the projects calls are not limited.
begin;
select plan(4);
select pg_temp.start_empty();

insert into app_settings (key, value) values ('machines_per_user', '2');
select pg_temp.make_user('ada@example.com') as id into temp ada;
grant select on ada to authenticated;
select pg_temp.sign_in((select id from ada));
select register_machine('one');
select lives_ok($$select register_machine('two')$$, 'as many as are allowed');
select throws_ok($$select register_machine('three')$$, 'PT409', 'too_many_machines', 'and no more');
delete from machines where name = 'one';
select lives_ok($$select register_machine('three')$$, 'until one is deleted');
select pg_temp.sign_out();
select lives_ok($$select register_machine('four', p_user_id := id) from ada$$, 'the project may');

select * from finish();
rollback;
