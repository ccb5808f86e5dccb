-- Time to the next attempt after the given number of failed ones: 5 s, 15 s, 1 m, 3 m, 10 m, 30 m, then hourly, +-20 %.
-- API: private. Called by: acknowledge_notification.
create or replace function private.delivery_backoff(attempts integer)
returns interval
language sql
volatile
set search_path = ''
as $$
  select (array['5 seconds', '15 seconds', '1 minute', '3 minutes', '10 minutes', '30 minutes', '1 hour'])
    [least(greatest(delivery_backoff.attempts, 1), 7)]::interval * (0.8 + 0.4 * random());
$$;
comment on function private.delivery_backoff(integer) is 'Backoff after so many attempts, with 20 % jitter.';
revoke all on function private.delivery_backoff(integer) from public, anon, authenticated, service_role;
