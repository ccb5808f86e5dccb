-- An interval setting has a least and a greatest value, both allowed.
begin;
select plan(9);
select pg_temp.start_empty();

select lives_ok($$insert into app_settings values ('stale_after', '1 second')$$, 'the least stale_after is allowed');
select throws_ok(
  $$update app_settings set value = '0.999999 seconds' where key = 'stale_after'$$, '22023', 'invalid_setting',
  'a microsecond under the least is refused'
);
select lives_ok($$update app_settings set value = '10 years' where key = 'stale_after'$$, 'the greatest is allowed');
select throws_ok(
  $$update app_settings set value = '10 years 1 microsecond' where key = 'stale_after'$$, '22023', 'invalid_setting',
  'a microsecond over the greatest is refused'
);
select throws_ok(
  $$update app_settings set value = '-1 hour' where key = 'stale_after'$$, '22023', 'invalid_setting',
  'a negative interval is refused'
);
select throws_ok(
  $$update app_settings set value = 'infinity' where key = 'stale_after'$$, '22023', 'invalid_setting',
  'an infinite interval is refused'
);
select throws_ok(
  $$update app_settings set value = 'soon' where key = 'stale_after'$$, '22023', 'invalid_setting',
  'a text that is no interval is refused with the same error'
);
select throws_ok(
  $$update app_settings set value = '' where key = 'stale_after'$$, '22023', 'invalid_setting', 'an empty text is refused'
);
select is((select value from app_settings where key = 'stale_after'), '10 years', 'what was refused changed nothing');

select * from finish();
rollback;
