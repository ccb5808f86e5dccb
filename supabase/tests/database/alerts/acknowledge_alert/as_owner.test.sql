-- An owner takes their alert on; it does not exist for anybody else.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner_id, pg_temp.make_user('other@example.com') as other_id into temp users;
select pg_temp.make_alert('owned', owner_id) as alert_id into temp facts from users;
grant select on users, facts to authenticated, anon;
select pg_temp.sign_in(other_id) from users;
select throws_ok($$select acknowledge_alert(alert_id) from facts$$, 'PT404', 'alert_not_found', 'another user is told 404');
select pg_temp.sign_in_as_anon();
select throws_ok($$select acknowledge_alert(alert_id) from facts$$, '42501', null, 'anon may not call it');
select pg_temp.sign_in(owner_id) from users;
select lives_ok($$select acknowledge_alert(alert_id) from facts$$, 'the owner may');
select is((select acknowledged_by from guardian_alerts), (select owner_id from users), 'and is on record');

select * from finish();
rollback;
