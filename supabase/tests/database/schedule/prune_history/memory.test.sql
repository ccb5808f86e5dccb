-- At night the edge function that writes agents' memory is called, if there is anything to write.
begin;
select plan(3);
select pg_temp.start_empty();
select pg_temp.configure_edge();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select private.prune_history('2026-03-01 03:17+00');
select is_empty($$select from net.http_request_queue$$, 'not without insights');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select private.prune_history('2026-03-02 03:17+00');
select results_eq($$select url from net.http_request_queue$$, array['https://project.supabase.co/functions/v1/consolidate'], 'but with them');
delete from app_settings;
select lives_ok($$select private.prune_history('2026-03-02 03:17+00')$$, 'a project that is not configured loses nothing');

select * from finish();
rollback;
