-- When each check that comes with Heartbase reports, on both sides of every boundary. It is noon in New York.
begin;
select plan(186);
select pg_temp.start_empty();

select is(pg_temp.verdict('system_errors', '[]'), 'ok low', 'system_errors: no tickets');
select is(
  pg_temp.verdict('system_errors', '[{"status": "open", "priority": "low", "created_at": "@-00:29:59.999999"}]'),
  'warning high', 'system_errors: a ticket of less than 30 minutes'
);
select is(
  pg_temp.verdict('system_errors', '[{"status": "open", "priority": "low", "created_at": "@-30 minutes"}]'),
  'ok low', 'system_errors: one of 30 minutes does not count'
);
select is(
  pg_temp.verdict('system_errors', '[{"status": "open", "priority": "medium", "created_at": "@-1 minute"}, {"status": "open", "priority": "high", "created_at": "@-1 minute"}]'),
  'alert urgent', 'system_errors: any that is high'
);
select is(
  pg_temp.verdict('system_errors', '[{"status": "open", "priority": "critical", "created_at": "@-1 minute"}]'),
  'alert urgent', 'system_errors: or critical'
);
select is(
  pg_temp.verdict('system_errors', '[{"status": "closed", "priority": "critical", "created_at": "@-1 minute"}]'),
  'ok low', 'system_errors: but not once it is closed'
);

select is(pg_temp.verdict('deployment_status', '[]'), 'ok low', 'deployment_status: no deployments');
select is(
  pg_temp.verdict('deployment_status', '[{"status": "succeeded", "created_at": "@-23 hours"}]'),
  'ok low', 'deployment_status: a good one'
);
select is(
  pg_temp.verdict('deployment_status', '[{"status": "pending", "created_at": "@-23 hours"}]'),
  'warning medium', 'deployment_status: a pending one'
);
select is(
  pg_temp.verdict('deployment_status', '[{"status": "in_progress", "created_at": "@-23 hours"}]'),
  'warning medium', 'deployment_status: one in progress'
);
select is(
  pg_temp.verdict('deployment_status', '[{"status": "pending", "created_at": "@-23 hours"}, {"status": "failed", "created_at": "@-23 hours"}]'),
  'alert high', 'deployment_status: any that failed'
);
select is(
  pg_temp.verdict('deployment_status', '[{"status": "failed", "created_at": "@-24 hours"}]'),
  'ok low', 'deployment_status: 24 hours ago is over'
);
select is(
  pg_temp.verdict('deployment_status', '[{"status": "failed", "created_at": "@-23:59:59.999999"}]'),
  'alert high', 'deployment_status: a moment less is not'
);

select is(pg_temp.verdict('new_signups', '[]'), 'nothing', 'new_signups: none');
select is(pg_temp.verdict('new_signups', '[{"plan": "free", "created_at": "@-1 minute"}]'), 'nothing', 'new_signups: a free one');
select is(pg_temp.verdict('new_signups', '[{"plan": "starter", "created_at": "@-1 minute"}]'), 'ok medium', 'new_signups: one on starter');
select is(pg_temp.verdict('new_signups', '[{"plan": "growth", "created_at": "@-1 minute"}]'), 'ok medium', 'new_signups: one on growth');
select is(pg_temp.verdict('new_signups', '[{"plan": "empire", "created_at": "@-1 minute"}]'), 'ok medium', 'new_signups: one on empire');
select is(
  pg_temp.verdict('new_signups', '[{"plan": "growth", "created_at": "@-00:29:59.999999"}]'),
  'ok medium', 'new_signups: within 30 minutes'
);
select is(
  pg_temp.verdict('new_signups', '[{"plan": "growth", "created_at": "@-30 minutes"}]'),
  'nothing', 'new_signups: not after 30 minutes'
);

select is(pg_temp.verdict('churn_risk', '[]'), 'ok low', 'churn_risk: no accounts');
select is(
  pg_temp.verdict('churn_risk', '[{"status": "active", "plan": "growth", "last_activity_at": "@-30 days"}]'),
  'ok low', 'churn_risk: quiet for 30 days'
);
select is(
  pg_temp.verdict('churn_risk', '[{"status": "active", "plan": "growth", "last_activity_at": "@-30 days -00:00:00.000001"}]'),
  'warning high', 'churn_risk: and for longer'
);
select is(
  pg_temp.verdict('churn_risk', '[{"status": "active", "plan": "free", "last_activity_at": "@-90 days"}, {"status": "closed", "plan": "growth", "last_activity_at": "@-90 days"}]'),
  'ok low', 'churn_risk: free and closed accounts do not count'
);

select is(
  pg_temp.verdict('academy_leads', '[{"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}]'),
  'nothing', 'academy_leads: four leads'
);
select is(
  pg_temp.verdict('academy_leads', '[{"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}]'),
  'ok low', 'academy_leads: five'
);
select is(
  pg_temp.verdict('academy_leads', '[{"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-59 minutes"}, {"created_at": "@-1 hour"}]'),
  'nothing', 'academy_leads: the fifth an hour ago'
);

select is(
  pg_temp.verdict('vibe_leads', '[{"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}, {"created_at": "@-59 minutes", "intent": "high"}]'),
  'nothing', 'vibe_leads: nine leads'
);
select is(
  pg_temp.verdict('vibe_leads', '[{"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}]'),
  'ok low', 'vibe_leads: ten'
);
select is(
  pg_temp.verdict('vibe_leads', '[{"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "high"}]'),
  'ok medium', 'vibe_leads: ten, one of high intent'
);
select is(
  pg_temp.verdict('vibe_leads', '[{"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-59 minutes", "intent": "low"}, {"created_at": "@-1 hour", "intent": "high"}]'),
  'nothing', 'vibe_leads: the tenth an hour ago'
);

select is(
  pg_temp.verdict('gmail_unread', '[{"unread": true, "important": false}, {"unread": false, "important": true}]'),
  'nothing', 'gmail_unread: unread or important'
);
select is(pg_temp.verdict('gmail_unread', '[{"unread": true, "important": true}]'), 'warning medium', 'gmail_unread: unread and important');

select is(pg_temp.verdict('calendar_upcoming', '[{"starts_at": "@2 hours"}]'), 'ok medium', 'calendar_upcoming: a meeting in 2 hours');
select is(pg_temp.verdict('calendar_upcoming', '[{"starts_at": "@2 hours 1 second"}]'), 'nothing', 'calendar_upcoming: later');
select is(pg_temp.verdict('calendar_upcoming', '[{"starts_at": "@-1 second"}]'), 'nothing', 'calendar_upcoming: begun already');

select is(pg_temp.verdict('platform_health', '[]'), 'ok low', 'platform_health: nothing known');
select is(pg_temp.verdict('platform_health', '[{"status": "healthy"}]'), 'ok low', 'platform_health: healthy');
select is(pg_temp.verdict('platform_health', '[{"status": "degraded"}]'), 'warning high', 'platform_health: degraded');
select is(pg_temp.verdict('platform_health', '[{"status": "down"}]'), 'alert urgent', 'platform_health: down');

select is(pg_temp.verdict('glm_usage_90', '[{"percent": 89.99}]'), 'ok low', 'glm_usage_90: less than 90 %');
select is(pg_temp.verdict('glm_usage_90', '[{"percent": 90}]'), 'alert high', 'glm_usage_90: 90 %');
select is(pg_temp.verdict('glm_usage_90', '[]'), 'nothing', 'glm_usage_90: nothing reported');

select is(pg_temp.verdict('glm_cycle_reset', '[{"cycle_started_at": "@-29 minutes"}]'), 'ok medium', 'glm_cycle_reset: a new cycle');
select is(pg_temp.verdict('glm_cycle_reset', '[{"cycle_started_at": "@-30 minutes"}]'), 'nothing', 'glm_cycle_reset: no new one');

select is(pg_temp.verdict('low_stock_alerts', '[]'), 'ok low', 'low_stock_alerts: no products');
select is(
  pg_temp.verdict('low_stock_alerts', '[{"status": "active", "quantity": 11}, {"status": "active", "quantity": 0}]'),
  'ok low', 'low_stock_alerts: eleven left, or none at all'
);
select is(pg_temp.verdict('low_stock_alerts', '[{"status": "active", "quantity": 10}]'), 'warning medium', 'low_stock_alerts: ten left');
select is(pg_temp.verdict('low_stock_alerts', '[{"status": "active", "quantity": 4}]'), 'warning medium', 'low_stock_alerts: four left');
select is(
  pg_temp.verdict('low_stock_alerts', '[{"status": "active", "quantity": 10}, {"status": "active", "quantity": 3}]'),
  'alert high', 'low_stock_alerts: any of three'
);
select is(
  pg_temp.verdict('low_stock_alerts', '[{"status": "archived", "quantity": 1}]'),
  'ok low', 'low_stock_alerts: what is not active does not count'
);

select is(
  pg_temp.verdict('expiring_batches', '[{"quantity": 1, "expires_at": "@30 days 00:00:00.000001"}]'),
  'ok low', 'expiring_batches: in more than 30 days'
);
select is(
  pg_temp.verdict('expiring_batches', '[{"quantity": 1, "expires_at": "@30 days"}]'),
  'warning high', 'expiring_batches: in 30 days'
);
select is(
  pg_temp.verdict('expiring_batches', '[{"quantity": 1, "expires_at": "@7 days 00:00:00.000001"}]'),
  'warning high', 'expiring_batches: in more than 7 days'
);
select is(
  pg_temp.verdict('expiring_batches', '[{"quantity": 1, "expires_at": "@30 days"}, {"quantity": 1, "expires_at": "@7 days"}]'),
  'alert urgent', 'expiring_batches: any in 7 days'
);
select is(pg_temp.verdict('expiring_batches', '[{"quantity": 0, "expires_at": "@1 day"}]'), 'ok low', 'expiring_batches: an empty batch');

select is(pg_temp.verdict('margin_alerts', '[{"margin": 25}, {"margin": 0}]'), 'ok low', 'margin_alerts: 25 %, or none');
select is(pg_temp.verdict('margin_alerts', '[{"margin": 24.9}]'), 'warning medium', 'margin_alerts: less than 25 %');
select is(pg_temp.verdict('margin_alerts', '[{"margin": 15}]'), 'warning medium', 'margin_alerts: 15 %');
select is(pg_temp.verdict('margin_alerts', '[{"margin": 20}, {"margin": 14.9}]'), 'alert high', 'margin_alerts: any of less than 15 %');

select is(pg_temp.verdict('pricing_opportunities', '[{"status": "live"}]'), 'nothing', 'pricing_opportunities: no draft');
select is(pg_temp.verdict('pricing_opportunities', '[{"status": "draft"}]'), 'ok low', 'pricing_opportunities: a draft');

select is(
  pg_temp.verdict('competitor_price_changes', '[{"percent_change": 9.9, "changed_at": "@-23 hours"}]'),
  'nothing', 'competitor_price_changes: less than 10 %'
);
select is(
  pg_temp.verdict('competitor_price_changes', '[{"percent_change": 10, "changed_at": "@-23 hours"}]'),
  'warning medium', 'competitor_price_changes: 10 % more'
);
select is(
  pg_temp.verdict('competitor_price_changes', '[{"percent_change": -10, "changed_at": "@-23 hours"}]'),
  'warning medium', 'competitor_price_changes: 10 % less'
);
select is(
  pg_temp.verdict('competitor_price_changes', '[{"percent_change": 50, "changed_at": "@-24 hours"}]'),
  'nothing', 'competitor_price_changes: 24 hours ago'
);

select is(
  pg_temp.verdict('competitor_stockouts', '[{"detected_at": "@-23:59:59"}]'),
  'ok low', 'competitor_stockouts: in the last 24 hours'
);
select is(pg_temp.verdict('competitor_stockouts', '[{"detected_at": "@-24 hours"}]'), 'nothing', 'competitor_stockouts: before');

select is(
  pg_temp.verdict('at_risk_customers', '[{"segment": "vip", "last_visit_at": "@-29 days -23:59:59", "lifetime_value": 0}]'),
  'ok low', 'at_risk_customers: seen less than 30 days ago'
);
select is(
  pg_temp.verdict('at_risk_customers', '[{"segment": "vip", "last_visit_at": "@-30 days", "lifetime_value": 1000}]'),
  'warning medium', 'at_risk_customers: vip, 30 days ago'
);
select is(
  pg_temp.verdict('at_risk_customers', '[{"segment": "gold", "last_visit_at": "@-30 days", "lifetime_value": 1000}]'),
  'warning medium', 'at_risk_customers: gold, 30 days ago'
);
select is(
  pg_temp.verdict('at_risk_customers', '[{"segment": "platinum", "last_visit_at": "@-30 days", "lifetime_value": 1000}]'),
  'warning medium', 'at_risk_customers: platinum, 30 days ago'
);
select is(
  pg_temp.verdict('at_risk_customers', '[{"segment": "gold", "last_visit_at": "@-30 days", "lifetime_value": 1}, {"segment": "vip", "last_visit_at": "@-31 days", "lifetime_value": 1000.01}]'),
  'alert high', 'at_risk_customers: any worth more than 1000'
);
select is(
  pg_temp.verdict('at_risk_customers', '[{"segment": "new", "last_visit_at": "@-90 days", "lifetime_value": 5000}]'),
  'ok low', 'at_risk_customers: of another segment'
);

select is(pg_temp.verdict('birthday_today', '[{"birthday": "1990-03-05", "segment": "new"}]'), 'nothing', 'birthday_today: tomorrow');
select is(pg_temp.verdict('birthday_today', '[{"birthday": "1990-03-04", "segment": "new"}]'), 'ok low', 'birthday_today: today');
select is(
  pg_temp.verdict('birthday_today', '[{"birthday": "1990-03-04", "segment": "new"}, {"birthday": "1980-03-04", "segment": "vip"}]'),
  'ok medium', 'birthday_today: a VIPs'
);
select is(
  pg_temp.verdict('birthday_today', '[{"birthday": "1990-03-03", "segment": "new"}]', '2026-03-04 04:59+00'),
  'ok low', 'birthday_today: it is still the 3rd in New York'
);
select is(
  pg_temp.verdict('birthday_today', '[{"birthday": "2000-02-29", "segment": "new"}]', '2026-02-28 17:00+00'),
  'ok low', 'birthday_today: the 29th of February in a year without'
);
select is(
  pg_temp.verdict('birthday_today', '[{"birthday": "2000-02-29", "segment": "new"}]', '2028-02-28 17:00+00'),
  'nothing', 'birthday_today: and in one with it, on the 28th'
);
select is(
  pg_temp.verdict('birthday_today', '[{"birthday": "2000-02-29", "segment": "new"}]', '2028-02-29 17:00+00'),
  'ok low', 'birthday_today: on the 29th then'
);

select is(pg_temp.verdict('license_expiry', '[]'), 'ok low', 'license_expiry: no licenses');
select is(
  pg_temp.verdict('license_expiry', '[{"status": "active", "expires_at": "@30 days 00:00:00.000001"}]'),
  'ok low', 'license_expiry: in more than 30 days'
);
select is(
  pg_temp.verdict('license_expiry', '[{"status": "active", "expires_at": "@30 days"}]'),
  'warning urgent', 'license_expiry: in 30 days'
);
select is(
  pg_temp.verdict('license_expiry', '[{"status": "active", "expires_at": "@7 days 00:00:00.000001"}]'),
  'warning urgent', 'license_expiry: in more than 7 days'
);
select is(
  pg_temp.verdict('license_expiry', '[{"status": "active", "expires_at": "@7 days"}]'),
  'alert urgent', 'license_expiry: in 7 days'
);
select is(pg_temp.verdict('license_expiry', '[{"status": "active", "expires_at": "@-1 day"}]'), 'alert urgent', 'license_expiry: expired');
select is(
  pg_temp.verdict('license_expiry', '[{"status": "revoked", "expires_at": "@1 day"}]'),
  'ok low', 'license_expiry: one that is not active'
);

select is(pg_temp.verdict('content_pending_review', '[]'), 'nothing', 'content_pending_review: nothing waits');
select is(
  pg_temp.verdict('content_pending_review', '[{"status": "pending", "submitted_at": "@-24 hours"}]'),
  'ok low', 'content_pending_review: for 24 hours'
);
select is(
  pg_temp.verdict('content_pending_review', '[{"status": "pending", "submitted_at": "@-1 hour"}, {"status": "pending", "submitted_at": "@-24:00:00.000001"}]'),
  'warning medium', 'content_pending_review: any for longer'
);
select is(
  pg_temp.verdict('content_pending_review', '[{"status": "approved", "submitted_at": "@-90 hours"}]'),
  'nothing', 'content_pending_review: what was reviewed'
);

select is(
  pg_temp.verdict('sales_velocity', '[{"today_revenue": 239.99, "average_revenue": 1200}]'),
  'warning medium', 'sales_velocity: less than 80 % of what is expected by noon'
);
select is(pg_temp.verdict('sales_velocity', '[{"today_revenue": 240, "average_revenue": 1200}]'), 'nothing', 'sales_velocity: 80 %');
select is(pg_temp.verdict('sales_velocity', '[{"today_revenue": 390, "average_revenue": 1200}]'), 'nothing', 'sales_velocity: 130 %');
select is(
  pg_temp.verdict('sales_velocity', '[{"today_revenue": 390.01, "average_revenue": 1200}]'),
  'ok low', 'sales_velocity: more than 130 %'
);
select is(
  pg_temp.verdict('sales_velocity', '[{"today_revenue": 0, "average_revenue": 1200}]', '2026-03-04 13:59+00'),
  'nothing', 'sales_velocity: nothing is expected before 9:00'
);
select is(
  pg_temp.verdict('sales_velocity', '[{"today_revenue": 959, "average_revenue": 1200}]', '2026-03-05 02:30+00'),
  'warning medium', 'sales_velocity: the whole day is over at 21:00'
);
select is(
  pg_temp.verdict('sales_velocity', '[{"today_revenue": 960, "average_revenue": 1200}]', '2026-03-05 02:30+00'),
  'nothing', 'sales_velocity: of which it takes 80 %'
);
select is(pg_temp.verdict('sales_velocity', '[]'), 'nothing', 'sales_velocity: nothing reported');

select is(
  pg_temp.verdict('order_anomalies', '[{"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}]'),
  'nothing', 'order_anomalies: four orders of ten less'
);
select is(
  pg_temp.verdict('order_anomalies', '[{"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}]'),
  'warning high', 'order_anomalies: half as many'
);
select is(
  pg_temp.verdict('order_anomalies', '[{"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}]'),
  'nothing', 'order_anomalies: four more'
);
select is(
  pg_temp.verdict('order_anomalies', '[{"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}, {"created_at": "@-70 minutes"}]'),
  'ok medium', 'order_anomalies: half as many again'
);
select is(pg_temp.verdict('order_anomalies', '[{"created_at": "@-70 minutes"}]'), 'warning high', 'order_anomalies: none any more');
select is(
  pg_temp.verdict('order_anomalies', '[{"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}]'),
  'nothing', 'order_anomalies: none before, to compare with'
);
select is(
  pg_temp.verdict('order_anomalies', '[{"created_at": "@-1 hour"}, {"created_at": "@-1 hour"}, {"created_at": "@-1 hour"}, {"created_at": "@-1 hour"}, {"created_at": "@-1 hour"}, {"created_at": "@-2 hours"}, {"created_at": "@-2 hours"}, {"created_at": "@-2 hours"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}, {"created_at": "@-10 minutes"}]'),
  'nothing', 'order_anomalies: an hour begins after its start and holds its end'
);

select is(pg_temp.verdict('pos_sync_status', '[]'), 'nothing', 'pos_sync_status: no integration');
select is(pg_temp.verdict('pos_sync_status', '[{"last_sync_at": null, "status": "ok"}]'), 'warning high', 'pos_sync_status: never synced');
select is(
  pg_temp.verdict('pos_sync_status', '[{"last_sync_at": "@-1 minute", "status": "error"}]'),
  'alert high', 'pos_sync_status: an error'
);
select is(pg_temp.verdict('pos_sync_status', '[{"last_sync_at": "@-2 hours", "status": "ok"}]'), 'ok low', 'pos_sync_status: 2 hours ago');
select is(
  pg_temp.verdict('pos_sync_status', '[{"last_sync_at": "@-02:00:00.000001", "status": "ok"}]'),
  'warning medium', 'pos_sync_status: longer ago'
);
select is(
  pg_temp.verdict('pos_sync_status', '[{"last_sync_at": "@-9 hours", "status": "error"}]'),
  'alert high', 'pos_sync_status: an error goes before age'
);
select is(pg_temp.verdict('pos_sync_status', '[{"last_sync_at": null, "status": "error"}]'), 'warning high',
  'pos_sync_status: what has never synced goes before its error');
select is(
  pg_temp.verdict('pos_sync_status', '[{"last_sync_at": null, "status": "ok"}, {"last_sync_at": "@-1 minute", "status": "error"}]'),
  'alert high', 'pos_sync_status: of several the one with an error is worse than the one that has never synced'
);

select is(pg_temp.verdict('content_pending_approval', '[]'), 'nothing', 'content_pending_approval: nothing waits');
select is(
  pg_temp.verdict('content_pending_approval', '[{"status": "pending", "submitted_at": "@-48 hours"}]'),
  'ok low', 'content_pending_approval: for 48 hours'
);
select is(
  pg_temp.verdict('content_pending_approval', '[{"status": "pending", "submitted_at": "@-48:00:00.000001"}]'),
  'warning medium', 'content_pending_approval: for longer'
);

select is(pg_temp.verdict('campaign_performance', '[]'), 'nothing', 'campaign_performance: no campaign');
select is(
  pg_temp.verdict('campaign_performance', '[{"status": "ended", "engagement": 5}]'),
  'nothing', 'campaign_performance: none that is active'
);
select is(
  pg_temp.verdict('campaign_performance', '[{"status": "active", "engagement": 70}, {"status": "active", "engagement": 130}]'),
  'ok low', 'campaign_performance: 70 % of the average'
);
select is(
  pg_temp.verdict('campaign_performance', '[{"status": "active", "engagement": 69}, {"status": "active", "engagement": 131}]'),
  'warning medium', 'campaign_performance: less'
);
select is(
  pg_temp.verdict('campaign_performance', '[{"status": "active", "engagement": 69}, {"status": "active", "engagement": 131}, {"status": "ended", "engagement": 0}]'),
  'warning medium', 'campaign_performance: the average is that of active ones'
);

select is(
  pg_temp.verdict('competitor_launches', '[{"launched_at": "@-6 days -23:59:59"}]'),
  'warning medium', 'competitor_launches: within 7 days'
);
select is(pg_temp.verdict('competitor_launches', '[{"launched_at": "@-7 days"}]'), 'nothing', 'competitor_launches: before');

select is(pg_temp.verdict('pricing_trends', '[{"magnitude": "low", "detected_at": "@-1 day"}]'), 'nothing', 'pricing_trends: a small one');
select is(
  pg_temp.verdict('pricing_trends', '[{"magnitude": "high", "detected_at": "@-1 day"}]'),
  'warning low', 'pricing_trends: a large one'
);
select is(pg_temp.verdict('pricing_trends', '[{"magnitude": "high", "detected_at": "@-7 days"}]'), 'nothing', 'pricing_trends: 7 days ago');

select is(pg_temp.verdict('partner_performance', '[]'), 'ok low', 'partner_performance: no partners');
select is(pg_temp.verdict('partner_performance', '[{"sales": 70, "target": 100}]'), 'ok low', 'partner_performance: 70 % of the target');
select is(
  pg_temp.verdict('partner_performance', '[{"sales": 100, "target": 100}, {"sales": 69.9, "target": 100}]'),
  'warning medium', 'partner_performance: any with less'
);

select is(pg_temp.verdict('revenue_forecast', '[{"forecast": 90, "target": 100}]'), 'nothing', 'revenue_forecast: 90 % of the target');
select is(pg_temp.verdict('revenue_forecast', '[{"forecast": 89.9, "target": 100}]'), 'warning medium', 'revenue_forecast: less');
select is(pg_temp.verdict('revenue_forecast', '[{"forecast": 70, "target": 100}]'), 'warning medium', 'revenue_forecast: 70 %');
select is(pg_temp.verdict('revenue_forecast', '[{"forecast": 69.9, "target": 100}]'), 'alert high', 'revenue_forecast: less than 70 %');
select is(pg_temp.verdict('revenue_forecast', '[]'), 'nothing', 'revenue_forecast: no forecast');

select is(
  pg_temp.verdict('ranking_changes', '[{"position_change": -4, "changed_at": "@-1 hour"}]'),
  'nothing', 'ranking_changes: four places down'
);
select is(
  pg_temp.verdict('ranking_changes', '[{"position_change": 3, "changed_at": "@-1 hour"}, {"position_change": -5, "changed_at": "@-1 hour"}]'),
  'warning medium', 'ranking_changes: five places down'
);
select is(
  pg_temp.verdict('ranking_changes', '[{"position_change": -9, "changed_at": "@-24 hours"}]'),
  'nothing', 'ranking_changes: 24 hours ago'
);

select is(pg_temp.verdict('seo_opportunities', '[{"potential_traffic": 1000}]'), 'nothing', 'seo_opportunities: 1000 visits');
select is(pg_temp.verdict('seo_opportunities', '[{"potential_traffic": 1001}]'), 'ok low', 'seo_opportunities: more');

select is(pg_temp.verdict('traffic_anomalies', '[{"visits": 701, "previous_visits": 1000}]'), 'nothing', 'traffic_anomalies: 29.9 % less');
select is(
  pg_temp.verdict('traffic_anomalies', '[{"visits": 700, "previous_visits": 1000}]'),
  'warning medium', 'traffic_anomalies: 30 % less'
);
select is(pg_temp.verdict('traffic_anomalies', '[{"visits": 1299, "previous_visits": 1000}]'), 'nothing', 'traffic_anomalies: 29.9 % more');
select is(pg_temp.verdict('traffic_anomalies', '[{"visits": 1300, "previous_visits": 1000}]'), 'ok low', 'traffic_anomalies: 30 % more');
select is(
  pg_temp.verdict('traffic_anomalies', '[{"visits": 5, "previous_visits": 0}]'),
  'nothing', 'traffic_anomalies: nothing to compare with'
);

select is(pg_temp.verdict('conversion_rates', '[{"rate": 9, "previous_rate": 10}]'), 'nothing', 'conversion_rates: 10 % less');
select is(
  pg_temp.verdict('conversion_rates', '[{"rate": 8.99, "previous_rate": 10}]'),
  'warning medium', 'conversion_rates: more than 10 % less'
);
select is(pg_temp.verdict('conversion_rates', '[{"rate": 8, "previous_rate": 10}]'), 'warning medium', 'conversion_rates: 20 % less');
select is(
  pg_temp.verdict('conversion_rates', '[{"rate": 7.99, "previous_rate": 10}]'),
  'alert high', 'conversion_rates: more than 20 % less'
);

select is(
  pg_temp.verdict('campaign_performance_alert', '[{"sent_at": "@-1 day", "open_rate": 10, "bounce_rate": 15}]'),
  'ok low', 'campaign_performance_alert: 10 % opened, 15 % bounced'
);
select is(
  pg_temp.verdict('campaign_performance_alert', '[{"sent_at": "@-1 day", "open_rate": 9.9, "bounce_rate": 0}]'),
  'warning medium', 'campaign_performance_alert: fewer opened'
);
select is(
  pg_temp.verdict('campaign_performance_alert', '[{"sent_at": "@-1 day", "open_rate": 50, "bounce_rate": 15.1}]'),
  'warning medium', 'campaign_performance_alert: more bounced'
);
select is(
  pg_temp.verdict('campaign_performance_alert', '[{"sent_at": "@-7 days", "open_rate": 1, "bounce_rate": 90}]'),
  'ok low', 'campaign_performance_alert: sent 7 days ago'
);

select is(
  pg_temp.verdict('campaign_stalled', '[{"scheduled_at": "@-29 minutes -59 seconds", "sent_at": null}]'),
  'ok low', 'campaign_stalled: less than 30 minutes late'
);
select is(
  pg_temp.verdict('campaign_stalled', '[{"scheduled_at": "@-30 minutes", "sent_at": null}]'),
  'alert high', 'campaign_stalled: 30 minutes late'
);
select is(
  pg_temp.verdict('campaign_stalled', '[{"scheduled_at": "@-5 hours", "sent_at": "@-1 hour"}]'),
  'ok low', 'campaign_stalled: sent'
);

select is(
  pg_temp.verdict('campaign_compliance_pending', '[{"status": "compliance_review", "status_changed_at": "@-24 hours"}]'),
  'ok low', 'campaign_compliance_pending: 24 hours in review'
);
select is(
  pg_temp.verdict('campaign_compliance_pending', '[{"status": "compliance_review", "status_changed_at": "@-24:00:00.000001"}]'),
  'warning medium', 'campaign_compliance_pending: longer'
);
select is(
  pg_temp.verdict('campaign_compliance_pending', '[{"status": "draft", "status_changed_at": "@-48 hours"}]'),
  'ok low', 'campaign_compliance_pending: in another state'
);

select is(pg_temp.verdict('scheduled_playbooks_due', '[]'), 'ok low', 'scheduled_playbooks_due: no playbooks');
select is(pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@10 minutes"}]'), 'ok low', 'scheduled_playbooks_due: one to come');
select is(
  pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@-10 minutes"}]'),
  'ok low', 'scheduled_playbooks_due: 10 minutes late'
);
select is(
  pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@-00:10:00.000001"}]'),
  'warning medium', 'scheduled_playbooks_due: later'
);
select is(
  pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@-2 hours"}]'),
  'warning medium', 'scheduled_playbooks_due: 2 hours late'
);
select is(
  pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@-02:00:00.000001"}]'),
  'alert medium', 'scheduled_playbooks_due: later'
);
select is(
  pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@-6 hours"}]'),
  'alert medium', 'scheduled_playbooks_due: 6 hours late'
);
select is(
  pg_temp.verdict('scheduled_playbooks_due', '[{"next_run_at": "@-06:00:00.000001"}]'),
  'alert high', 'scheduled_playbooks_due: later'
);

select is(
  pg_temp.verdict('failed_playbooks', '[{"status": "completed", "finished_at": "@-1 minute"}]'),
  'nothing', 'failed_playbooks: none failed'
);
select is(
  pg_temp.verdict('failed_playbooks', '[{"status": "failed", "finished_at": "@-59 minutes"}]'),
  'alert medium', 'failed_playbooks: one failed'
);
select is(
  pg_temp.verdict('failed_playbooks', '[{"status": "failed", "finished_at": "@-59 minutes"}, {"status": "failed", "finished_at": "@-59 minutes"}, {"status": "failed", "finished_at": "@-1 hour"}]'),
  'alert medium', 'failed_playbooks: the third an hour ago'
);
select is(
  pg_temp.verdict('failed_playbooks', '[{"status": "failed", "finished_at": "@-59 minutes"}, {"status": "failed", "finished_at": "@-59 minutes"}, {"status": "failed", "finished_at": "@-59 minutes"}]'),
  'alert high', 'failed_playbooks: three failed'
);

select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "running", "started_at": "@-29 minutes -59 seconds"}]'),
  'nothing', 'stalled_playbook_executions: running for less than 30 minutes'
);
select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "running", "started_at": "@-30 minutes"}]'),
  'warning high', 'stalled_playbook_executions: for 30 minutes'
);
select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "running", "started_at": "@-59 minutes -59 seconds"}]'),
  'warning high', 'stalled_playbook_executions: for less than an hour'
);
select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "running", "started_at": "@-1 hour"}]'),
  'alert high', 'stalled_playbook_executions: for an hour'
);
select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "running", "started_at": "@-01:59:59"}]'),
  'alert high', 'stalled_playbook_executions: for less than 2 hours'
);
select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "running", "started_at": "@-2 hours"}]'),
  'alert urgent', 'stalled_playbook_executions: for 2 hours'
);
select is(
  pg_temp.verdict('stalled_playbook_executions', '[{"status": "completed", "started_at": "@-9 hours"}]'),
  'nothing', 'stalled_playbook_executions: finished'
);

select is(pg_temp.verdict('pending_playbook_approvals', '[]'), 'nothing', 'pending_playbook_approvals: nothing waits');
select is(
  pg_temp.verdict('pending_playbook_approvals', '[{"status": "pending", "requested_at": "@-23:59:59"}]'),
  'warning medium', 'pending_playbook_approvals: for less than 24 hours'
);
select is(
  pg_temp.verdict('pending_playbook_approvals', '[{"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}]'),
  'warning medium', 'pending_playbook_approvals: however many'
);
select is(
  pg_temp.verdict('pending_playbook_approvals', '[{"status": "pending", "requested_at": "@-24 hours"}, {"status": "pending", "requested_at": "@-24 hours"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}, {"status": "pending", "requested_at": "@-1 hour"}]'),
  'alert medium', 'pending_playbook_approvals: two for 24 hours'
);
select is(
  pg_temp.verdict('pending_playbook_approvals', '[{"status": "pending", "requested_at": "@-24 hours"}, {"status": "pending", "requested_at": "@-24 hours"}, {"status": "pending", "requested_at": "@-24 hours"}]'),
  'alert high', 'pending_playbook_approvals: three'
);

select is(pg_temp.verdict('upcoming_playbooks', '[{"next_run_at": "@2 hours"}]'), 'ok low', 'upcoming_playbooks: in 2 hours');
select is(pg_temp.verdict('upcoming_playbooks', '[{"next_run_at": "@2 hours 1 second"}]'), 'nothing', 'upcoming_playbooks: later');

select * from finish();
rollback;
