-- Which topic of the agent bus a result belongs to: by its check, else by its agent, else by its category, else whatever it is. Written by
-- the database's owner: insert into private.bus_topics values ('check', 'full_disks', 'anomaly').
create table if not exists private.bus_topics (
  matches text not null constraint bus_topics_matches_known check (matches in ('check', 'agent', 'category', 'anything')),
  value text not null,
  topic text not null constraint bus_topics_topic_known
    check (topic in ('inventory_alert', 'anomaly', 'price_change', 'customer_trend', 'compliance_risk', 'demand_spike')),
  primary key (matches, value)
);
comment on table private.bus_topics is 'Topics of the agent bus by check, agent or category. Written by the database''s owner.';
alter table private.bus_topics enable row level security;
revoke all on private.bus_topics from public, anon, authenticated, service_role;

insert into private.bus_topics (matches, value, topic)
values
  ('anything', '', 'anomaly'),
  ('category', 'compliance', 'compliance_risk'),
  ('category', 'customers', 'customer_trend'),
  ('agent', 'deebo', 'compliance_risk'),
  ('agent', 'ezal', 'price_change'),
  ('agent', 'mrs_parker', 'customer_trend'),
  ('check', 'academy_leads', 'customer_trend'),
  ('check', 'campaign_performance', 'customer_trend'),
  ('check', 'campaign_performance_alert', 'customer_trend'),
  ('check', 'churn_risk', 'customer_trend'),
  ('check', 'competitor_stockouts', 'inventory_alert'),
  ('check', 'conversion_rates', 'customer_trend'),
  ('check', 'expiring_batches', 'inventory_alert'),
  ('check', 'low_stock_alerts', 'inventory_alert'),
  ('check', 'margin_alerts', 'price_change'),
  ('check', 'new_signups', 'customer_trend'),
  ('check', 'order_anomalies', 'demand_spike'),
  ('check', 'pricing_opportunities', 'price_change'),
  ('check', 'pricing_trends', 'price_change'),
  ('check', 'sales_velocity', 'demand_spike'),
  ('check', 'traffic_anomalies', 'demand_spike'),
  ('check', 'vibe_leads', 'customer_trend')
on conflict (matches, value) do nothing;
