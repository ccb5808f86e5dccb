-- A database that grew by half and by 100 MB within a week is told.
begin;
select plan(7);
select pg_temp.start_empty();

insert into private.platform_samples (metric, sampled_at, value) values ('database_size', '2026-03-01 03:17+00', 0);
-- What is answered where the sample's value and the arguments are these expressions of the size that it has now. Others write
-- meanwhile, and vacuum takes empty pages away: what counts was said of a size that was the same before and after.
create function pg_temp.grown(
  sample text, arguments text default $$'{"growth_bytes": 1}'$$, now_at timestamptz default '2026-03-08 03:17+00'
) returns jsonb language plpgsql as $$
declare
  v_bytes bigint;
  v_answer jsonb;
begin
  loop
    v_bytes := pg_database_size(current_database());
    execute format('update private.platform_samples set value = %s', replace(grown.sample, 'size', v_bytes::text));
    execute format('select pg_temp.ask(%L, %s, $1)', 'database_size', replace(grown.arguments, 'size', v_bytes::text))
      into v_answer using grown.now_at;
    exit when pg_database_size(current_database()) = v_bytes;
  end loop;
  return v_answer || jsonb_build_object('says', concat_ws(' ', v_answer ->> 'status', v_answer ->> 'priority'));
end
$$;
select is(pg_temp.grown('size / 1.5 - 1') ->> 'says', 'warning medium', 'by half in seven days');
select alike(
  pg_temp.grown('size / 1.5 - 1') ->> 'message', 'The database takes % MB, 50 % more than on 2026-03-01. See %', 'it says since when'
);
select is(
  pg_temp.grown('size / 1.5 - 1', now_at => '2026-03-08 03:16:59.999999+00') ->> 'says', 'ok', 'not without a sample that old'
);
select is(pg_temp.grown('size / 1.5 - 1', $$'{"growth_bytes": 1, "growth_percent": 51}'$$) ->> 'says', 'ok', 'not by less');
select is(pg_temp.grown('size / 1.5 - 1', $$jsonb_build_object('growth_bytes', size)$$) ->> 'says', 'ok', 'nor by few bytes');
select is(
  pg_temp.grown('size - 1000', $$jsonb_build_object('growth_bytes', 1000,
    'growth_percent', (select 1000 * 100.0 / value from private.platform_samples))$$) ->> 'says',
  'warning medium', 'the bounds themselves are told'
);
select is(
  pg_temp.grown('size - 1000', $$'{"growth_bytes": 1001, "growth_percent": 0}'$$) ->> 'says', 'ok', 'a byte less is not'
);

select * from finish();
rollback;
