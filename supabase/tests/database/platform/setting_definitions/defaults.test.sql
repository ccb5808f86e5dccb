-- Every default and every bound is itself allowed.
begin;
select plan(4);
select pg_temp.start_empty();

select lives_ok(
  $$insert into app_settings (key, value) select d.key, d.default_value from private.setting_definitions d
    where d.default_value is not null$$, 'every default is'
);
delete from app_settings;
select lives_ok(
  $$insert into app_settings (key, value) select d.key, d.minimum from private.setting_definitions d where d.minimum is not null$$,
  'every least value is'
);
delete from app_settings;
select lives_ok(
  $$insert into app_settings (key, value) select d.key, d.maximum from private.setting_definitions d where d.maximum is not null$$,
  'every greatest value is'
);
select is_empty(
  $$select d.key from private.setting_definitions d
    where d.value_type in ('interval', 'integer') and (d.minimum is null or d.maximum is null or d.default_value is null)$$,
  'every interval and integer has bounds and a default'
);

select * from finish();
rollback;
