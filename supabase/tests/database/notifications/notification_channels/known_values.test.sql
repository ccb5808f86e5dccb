-- What a channel may be.
begin;
select plan(7);
select pg_temp.start_empty();

select throws_ok($$select pg_temp.make_channel('')$$, '23514', null, 'a channel has a name');
select throws_ok($$select pg_temp.make_channel(repeat('x', 201))$$, '23514', null, 'of at most 200 characters');
select lives_ok($$select pg_temp.make_channel(repeat('x', 200))$$, '200 are allowed');
select throws_ok($$select pg_temp.make_channel('x', 'pigeon')$$, '23514', null, 'an unknown kind is refused');
select throws_ok(
  $$insert into notification_channels (name, kind, subject_kinds) values ('x', 'slack', '{planet}')$$, '23514', null,
  'an unknown kind of subject is refused'
);
select throws_ok(
  $$insert into notification_channels (name, kind, config) values ('x', 'slack', '[]')$$, '23514', null,
  'config is an object'
);
select throws_ok(
  $$insert into notification_channels (name, kind, source) values ('x', 'slack', 'environment')$$, '23505', null,
  'there is one environment channel of a kind'
);

select * from finish();
rollback;
