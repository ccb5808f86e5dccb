-- A message names ten tables, the data fifty.
begin;
select plan(2);

do $$ begin
  for n in 1 .. 60 loop
    execute format('create table public.keyless_%s (id integer)', lpad(n::text, 2, '0'));
  end loop;
end $$;
select matches(pg_temp.ask('primary_keys') ->> 'message', '^(public\.keyless_\d\d, ){9}public\.keyless_10 and 50 more: ', 'and how many more');
select is(jsonb_array_length(pg_temp.ask('primary_keys') #> '{data,tables}'), 50, 'no more than that');

select * from finish();
rollback;
