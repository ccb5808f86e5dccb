-- Owners hear of their machines on their channels, the project of its own.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_user('ada@example.com') as id into temp ada;
select pg_temp.make_channel('ops'), pg_temp.make_channel('ada''s', owner_id := (select id from ada));
select pg_temp.make_machine('project''s', '2030-03-01 06:00+00'), pg_temp.make_machine('laptop', '2030-03-01 06:00+00', (select id from ada));
select pg_temp.check_machines('2030-03-01 06:03+00');
select results_eq(
  $$select a.subject_name, c.name from notifications n join guardian_alerts a on a.id = n.alert_id
    join notification_channels c on c.id = n.channel_id order by 1$$,
  $$values ('laptop', 'ada''s'), ('project''s', 'ops')$$, 'each hears of theirs'
);

select * from finish();
rollback;
