-- The allow-list of remediations: what may be done when a check finds something. Written by the database's owner only: whoever names an
-- action here decides what code runs.
create table if not exists private.remediation_actions (
  name text primary key constraint remediation_actions_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  kind text not null constraint remediation_actions_kind_known check (kind in ('rpc', 'edge_function')),
  target text not null,
  timeout interval not null default '10 seconds'
    constraint remediation_actions_timeout_bounds
    check (timeout between interval '1 second' and case kind when 'rpc' then interval '25 seconds' else interval '1 minute' end),
  recheck_after interval not null default '0'
    constraint remediation_actions_recheck_after_bounds check (recheck_after between interval '0' and interval '1 minute'),
  description text not null constraint remediation_actions_description_length check (char_length(description) between 1 and 500)
);
comment on table private.remediation_actions is
  'Actions that may be attached to checks: a function of public or private, or an edge function of this project.';
alter table private.remediation_actions enable row level security;
revoke all on private.remediation_actions from public, anon, authenticated, service_role;
