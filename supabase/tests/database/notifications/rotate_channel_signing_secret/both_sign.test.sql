-- After a rotation the old secret signs along for a day.
begin;
select plan(4);
select pg_temp.start_empty();

select create_notification_channel('ops', 'webhook', 'https://a.example') as answer into temp made;
select rotate_channel_signing_secret((answer ->> 'id')::uuid) as secret into temp rotated from made;
select isnt((select secret from rotated), (select answer ->> 'signing_secret' from made), 'the new secret is another');
select matches((select secret from rotated), '^whsec_[A-Za-z0-9+/]{43}=$', 'of the same form');
select pg_temp.make_alert('api');
select is(
  (select pg_temp.lease((answer ->> 'id')::uuid) #> '{channel,signing_secrets}' from made),
  (select jsonb_build_array(secret, answer -> 'signing_secret') from rotated, made), 'messages carry both, the new one first'
);
update vault.secrets set updated_at = now() - interval '24 hours' where name like '%\_signing\_previous';
select is(
  (select pg_temp.lease((answer ->> 'id')::uuid, now() + interval '1 minute') #> '{channel,signing_secrets}' from made),
  (select jsonb_build_array(secret) from rotated), '24 hours later only the new one'
);

select * from finish();
rollback;
