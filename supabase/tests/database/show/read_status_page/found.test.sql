-- Unknown and disabled pages are the same nothing.
begin;
select plan(6);
select pg_temp.start_empty();
insert into status_pages (slug, title, description, enabled) values ('on', 'On', 'What we do', true), ('off', 'Off', '', false);

select is(private.read_status_page('on', '2026-03-02 12:00+00') -> 'page',
  '{"slug": "on", "title": "On", "description": "What we do"}', 'a page says what it is');
select is(private.read_status_page('off', '2026-03-02 12:00+00'), null, 'one that is disabled is not there');
select is(private.read_status_page('none', '2026-03-02 12:00+00'), null, 'like one that is not');
select is(private.read_status_page('on', '2026-03-02 12:00+00') ->> 'state', 'unknown', 'a page that names nothing knows nothing');
select is((select status_badges(badge_key) from status_pages where slug = 'off'), null, 'a disabled page has no badges');
select is((select status_badges(badge_key) ->> 'title' from status_pages where slug = 'on'), 'On', 'an enabled one has');

select * from finish();
rollback;
