-- What is added to a notice changes its status, and ends it.
begin;
select plan(9);
select pg_temp.start_empty();
select (create_status_page('p', 'P') ->> 'id')::uuid as id into temp page;
select post_status_notice(id, 'incident', 'Slow', 'We look.') as id into temp incident from page;
select post_status_notice(id, 'maintenance', 'Disks', 'Planned.', null, 'none', '{}', now() + '1 hour', now() + '2 hours') as id
into temp maintenance from page;

select lives_ok($$select update_status_notice(id, 'Found it.', 'identified') from incident$$, 'an update is added');
select lives_ok($$select update_status_notice(id, 'Still at it.') from incident$$, 'without a status it keeps its own');
select results_eq($$select status, ends_at from status_page_notices where kind = 'incident'$$, $$values ('identified', null::timestamptz)$$,
  'it goes on');
select lives_ok($$select update_status_notice(id, 'Done.', 'resolved') from incident$$, 'it is resolved');
select results_eq($$select status, ends_at from status_page_notices where kind = 'incident'$$, $$values ('resolved', now())$$, 'and ends now');
select lives_ok($$select update_status_notice(id, 'It takes longer.', p_ends_at => now() + '3 hours') from maintenance$$,
  'the end of maintenance is moved');
select is((select ends_at from status_page_notices where kind = 'maintenance'), now() + '3 hours', 'to where it was said');
select throws_ok($$select update_status_notice(id, 'x', 'resolved') from maintenance$$, '22023', 'invalid_notice_status', 'maintenance is completed');
select throws_ok($$select update_status_notice(gen_random_uuid(), 'x')$$, 'PT404', 'notice_not_found', 'of a notice that is there');

select * from finish();
rollback;
