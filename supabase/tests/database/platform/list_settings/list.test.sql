-- What admins may set, what it is now, and what it may be.
begin;
select plan(7);
select pg_temp.start_empty();

insert into app_settings values ('stale_after', '12 hours'), ('my_secret', 'hidden');
select pg_temp.sign_in_as_admin();
select results_eq(
  $$select key, value_type, value, default_value, is_default, minimum, maximum, can_change from list_settings()
    where key in ('stale_after', 'group_threshold') order by key$$,
  $$values ('group_threshold', 'integer', '5', '5', true, '1', '1000', true),
    ('stale_after', 'interval', '12 hours', '24 hours', false, '1 second', '10 years', true)$$,
  'value, default and bounds'
);
select is((select count(*) from list_settings() where description = ''), 0::bigint, 'each says what it is for');
select is_empty($$select * from list_settings() where key = 'my_secret'$$, 'a key that nobody knows is not shown');
select results_eq($$select key from list_settings() where not can_change$$, array['edge_base_url'], 'one is not theirs to set');
insert into app_settings values ('stale_after', '6 hours') on conflict (key) do update set value = excluded.value;
select is((select value from list_settings() where key = 'stale_after'), '6 hours', 'what an admin sets shows');
delete from app_settings where key = 'stale_after';
select is((select value from list_settings() where key = 'stale_after'), '24 hours', 'without a row it is the default again');
select pg_temp.as_service_role();
select is((select can_change from list_settings() where key = 'edge_base_url'), true, 'the service role sets all');

select * from finish();
rollback;
