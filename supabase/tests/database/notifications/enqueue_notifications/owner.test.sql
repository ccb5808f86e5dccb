-- An alert goes to its owner's channels, and the project's to the project's.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one_id, pg_temp.make_user('two@example.com') as two_id into temp users;
select pg_temp.make_channel('one', 'slack', one_id), pg_temp.make_channel('two', 'slack', two_id) from users;
select pg_temp.make_channel('project');
select pg_temp.make_alert('owned', one_id), pg_temp.make_alert('api') from users;
select results_eq(
  $$select * from pg_temp.outbox()$$, array['one: opened owned pending', 'project: opened api pending'],
  'neither another user nor the project hears of an owned alert'
);

select * from finish();
rollback;
