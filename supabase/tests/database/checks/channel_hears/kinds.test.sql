-- What wakes people is for what is worth it.
begin;
select plan(1);

select results_eq(
  $$select k, string_agg(s || ' ' || p, ', ' order by private.status_rank(s), private.priority_rank(p))
    from unnest(array['sms', 'whatsapp', 'push', 'slack']) with ordinality k(k, n), unnest(array['ok', 'warning', 'alert', 'error']) s,
      unnest(array['low', 'medium', 'high', 'urgent']) p
    where private.channel_hears(k, s, p) group by k, n order by n$$,
  $$values
    ('sms', 'ok high, ok urgent, warning high, warning urgent, alert high, alert urgent, error high, error urgent'),
    ('whatsapp', 'ok urgent, warning urgent, alert urgent, error urgent'),
    ('push', 'ok high, ok urgent, warning high, warning urgent, alert high, alert urgent, error high, error urgent'),
    ('slack', 'ok high, ok urgent, warning high, warning urgent, alert low, alert medium, alert high, alert urgent, error low, error medium, '
      || 'error high, error urgent')$$,
  'urgent and high by SMS and push, urgent by WhatsApp, those and alerts and errors by Slack'
);

select * from finish();
rollback;
