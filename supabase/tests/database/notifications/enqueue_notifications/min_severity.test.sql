-- A channel hears of its least severity and above.
begin;
select plan(1);
select pg_temp.start_empty();

update notification_channels set enabled = false;
insert into notification_channels (name, kind, min_severity)
values ('all', 'slack', 'info'), ('most', 'slack', 'warning'), ('worst', 'slack', 'critical');
select pg_temp.make_alert('i', null, 'info'), pg_temp.make_alert('w', null, 'warning'), pg_temp.make_alert('c', null, 'critical');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['all: opened c pending', 'all: opened i pending', 'all: opened w pending', 'most: opened c pending',
    'most: opened w pending', 'worst: opened c pending'],
  'an alert goes to the channels whose least severity it reaches'
);

select * from finish();
rollback;
