-- What cannot be stored is refused, by its position, and changes nothing.
begin;
select plan(19);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');

create function pg_temp.error_of(signals jsonb) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform report_signals('acme', signals);
  return null;
exception
  when sqlstate '22023' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return v_detail;
end
$$;
select is(pg_temp.error_of('{}'), 'Signals are an array of at most 1000 entries, and 1 MB as text.', 'no array');
select is(pg_temp.error_of(null), 'Signals are an array of at most 1000 entries, and 1 MB as text.', 'nothing');
select is(pg_temp.error_of((select jsonb_agg('{"signal": "a", "data": {}}'::jsonb) from generate_series(1, 1001))),
  'Signals are an array of at most 1000 entries, and 1 MB as text.', 'too many entries');
select is(pg_temp.error_of('[{"signal": "a", "data": {}}, 1]'), 'Entry 2 is not an object.', 'no object');
select is(pg_temp.error_of('[{"data": {}}]'), 'Entry 1 needs signal: a name of small letters, digits and underscores.', 'no signal');
select is(pg_temp.error_of('[{"signal": "A b", "data": {}}]'), 'Entry 1 needs signal: a name of small letters, digits and underscores.',
  'a bad name');
select is(pg_temp.error_of('[{"signal": "a"}]'), 'Entry 1 needs one of data, items and append.', 'no facts');
select is(pg_temp.error_of('[{"signal": "a", "data": {}, "items": {}}]'), 'Entry 1 needs one of data, items and append.', 'two kinds');
select is(pg_temp.error_of('[{"signal": "a", "data": {}, "colour": 1}]'), 'Entry 1 has a key that is not known: colour.', 'a strange key');
select is(pg_temp.error_of('[{"signal": "a", "data": 1}]'), 'Entry 1 needs data as an object, or null to remove the item.', 'a number');
select is(pg_temp.error_of('[{"signal": "a", "item": "", "data": {}}]'), 'Entry 1 needs item as text of 1 to 200 characters.', 'no name');
select is(pg_temp.error_of('[{"signal": "a", "item": "b", "items": {}}]'), 'Entry 1 has item, which goes with data.', 'item with items');
select is(pg_temp.error_of('[{"signal": "a", "data": {}, "replace": true}]'), 'Entry 1 needs replace as true or false, with items.',
  'replace without items');
select is(pg_temp.error_of('[{"signal": "a", "items": {"b": 1}}]'),
  'Entry 1 needs items as an object: keys of 1 to 200 characters, each with an object, or null to remove the item.', 'a number in items');
select is(pg_temp.error_of('[{"signal": "a", "append": [1]}]'), 'Entry 1 needs append as an array of objects.', 'a number in append');
select is(pg_temp.error_of(jsonb_build_array(jsonb_build_object('signal', 'a', 'data', jsonb_build_object('x', repeat('x', 10240))))),
  'Entry 1 has an item of more than 10 kB (10240 bytes as text).', 'too large an item');
select is(pg_temp.error_of('[{"signal": "a", "data": {"x": 1e131071}}]'), 'Entry 1 has an item of more than 10 kB (10240 bytes as text).',
  'a number that grows');
select is_empty($$select from tenant_signals$$, 'none of it left a trace');
insert into app_settings (key, value) values ('tenant_signals_limit', '2');
select throws_ok($$select report_signals('acme', '[{"signal": "a", "items": {"b": {}, "c": {}, "d": {}}}]')$$, 'PT409', 'too_many_signals',
  'a tenant has its limit');

select * from finish();
rollback;
