-- The latest sample of a metric at an instant; nulls where there is none. API: private. Called by: checks of the platform.
create or replace function private.platform_sample(metric text, now_at timestamptz)
returns private.platform_samples
language sql
stable
set search_path = ''
as $$
  select s.* from private.platform_samples s
  where s.metric = platform_sample.metric and s.sampled_at <= platform_sample.now_at
  order by s.sampled_at desc
  limit 1;
$$;
comment on function private.platform_sample(text, timestamptz) is 'The latest sample of a metric at an instant.';
revoke all on function private.platform_sample(text, timestamptz) from public, anon, authenticated, service_role;
