-- A refused setting is answered with what to do.
begin;
select plan(2);
select pg_temp.start_empty();

create function pg_temp.refuse(key text, value text) returns table (detail text, hint text) language plpgsql as $$
begin
  insert into public.app_settings values (refuse.key, refuse.value);
exception
  when invalid_parameter_value then
    get stacked diagnostics detail = pg_exception_detail, hint = pg_exception_hint;
    return next;
end
$$;
select results_eq(
  $$select * from pg_temp.refuse('stale_after', '0 s')$$,
  $$values ('''0 s'' is not a valid value for stale_after.', 'Give an interval from 1 second to 10 years, such as 24 hours.')$$,
  'an interval out of bounds is answered with its bounds and an example'
);
select results_eq(
  $$select * from pg_temp.refuse('edge_base_url', 'nowhere')$$,
  $$values ('''nowhere'' is not a valid value for edge_base_url.',
    'Give an absolute URL such as https://<project-ref>.supabase.co')$$,
  'a malformed URL is answered with an example'
);

select * from finish();
rollback;
