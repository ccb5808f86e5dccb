-- A user hears of their own failing channel; the project does not.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id into temp users;
select pg_temp.make_channel('first', 'slack', owner_id) as first_id, pg_temp.make_channel('second', 'slack', owner_id) as second_id
into temp channels from users;
select pg_temp.make_channel('project');
select pg_temp.make_alert('theirs', owner_id) from users;
select pg_temp.acknowledge(pg_temp.lease(first_id), 'failed') from channels;
select results_eq(
  $$select c.name from notifications n join notification_channels c on c.id = n.channel_id
    join guardian_alerts a on a.id = n.alert_id where a.alert_type = 'delivery-failed'$$,
  array['second'], 'it is told on the owner''s other channel'
);

select * from finish();
rollback;
