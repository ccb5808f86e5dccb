-- An integer setting has a least and a greatest value, both allowed.
begin;
select plan(6);
select pg_temp.start_empty();

select lives_ok($$insert into app_settings values ('group_threshold', '1')$$, 'the least group_threshold is allowed');
select throws_ok(
  $$update app_settings set value = '0' where key = 'group_threshold'$$, '22023', 'invalid_setting', 'one less is refused'
);
select lives_ok($$update app_settings set value = '1000' where key = 'group_threshold'$$, 'the greatest is allowed');
select throws_ok(
  $$update app_settings set value = '1001' where key = 'group_threshold'$$, '22023', 'invalid_setting', 'one more is refused'
);
select throws_ok(
  $$update app_settings set value = '5.5' where key = 'group_threshold'$$, '22023', 'invalid_setting', 'a fraction is refused'
);
select throws_ok(
  $$update app_settings set value = '99999999999999999999' where key = 'group_threshold'$$, '22023', 'invalid_setting',
  'a number beyond integers is refused with the same error'
);

select * from finish();
rollback;
