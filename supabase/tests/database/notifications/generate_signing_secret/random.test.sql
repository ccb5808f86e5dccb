-- Signing secrets are long and differ.
begin;
select plan(2);

select is(
  (select octet_length(decode(substr(private.generate_signing_secret(), 7), 'base64'))), 32, 'a secret has 32 bytes'
);
select is(
  (select count(distinct private.generate_signing_secret()) from generate_series(1, 20)), 20::bigint, 'no two are the same'
);

select * from finish();
rollback;
