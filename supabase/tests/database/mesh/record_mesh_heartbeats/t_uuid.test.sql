-- A tetrahedron is named as 8-4-4-4-12 hexadecimal digits, in capitals or not, and in no other way that a uuid may be written.
begin;
select plan(3);
select pg_temp.start_empty();

insert into tetrahedrons (id, name, vertices) values ('abcdef01-2345-4678-9abc-def012345678', 'family', '{a,b,c,d}');
create function pg_temp.record(t_uuid jsonb) returns jsonb language sql as $$
  select record_mesh_heartbeats(jsonb_build_array(jsonb_build_object('t_uuid', record.t_uuid, 'src', 'a')))
$$;
select is(
  array(select pg_temp.record(to_jsonb(form)) -> 'recorded' from unnest(array[
    'abcdef01-2345-4678-9abc-def012345678', 'ABCDEF01-2345-4678-9ABC-DEF012345678', 'aBcDeF01-2345-4678-9abc-def012345678'
  ]) form),
  array['1', '1', '1']::jsonb[], 'digits in capitals or not'
);
select is_empty(
  $$select form from unnest(array[
    '', ' ', 'family', 'abcdef0123454678' || '9abcdef012345678', '{abcdef01-2345-4678-9abc-def012345678}',
    'abcdef01-2345-4678-9abc-def01234567', 'abcdef01-2345-4678-9abc-def0123456789', ' abcdef01-2345-4678-9abc-def012345678',
    'abcdef01-2345-4678-9abc-def012345678 ', E'abcdef01-2345-4678-9abc-def012345678\n', 'abcdef012-345-4678-9abc-def012345678',
    'abcd-f01-2345-4678-9abc-def012345678', 'abcdef01-2345-4678-9abc-def01234567g', 'abcdef01_2345_4678_9abc_def012345678',
    '--------' || '-----' || '-----' || '-----' || '-------------', 'äbcdef01-2345-4678-9abc-def012345678',
    '٠bcdef01-2345-4678-9abc-def012345678', repeat('a', 100000)
  ]) form
  where pg_temp.record(to_jsonb(form)) #>> '{errors,0,message}' is distinct from 'invalid_t_uuid'$$,
  'no other form'
);
select is_empty(
  $$select value from unnest(array['null', 'true', '12', '[]', '{}', '["abcdef01-2345-4678-9abc-def012345678"]']::jsonb[]) value
    where pg_temp.record(value) #>> '{errors,0,message}' is distinct from 'invalid_t_uuid'$$,
  'nor what is no string'
);

select * from finish();
rollback;
