-- Stand-in for pg_cron 1.6: the same tables, functions, defaults, policies and errors, in SQL. The jobs are run by
-- scripts/local/cron-worker.ts. Only for the local stack; hosted Supabase and `supabase start` have the real extension.

create schema cron;
create sequence cron.jobid_seq;

create table cron.job (
  jobid bigint primary key default pg_catalog.nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport int not null default pg_catalog.inet_server_port(),
  database text not null default pg_catalog.current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);
grant select on cron.job to public;
alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username operator(pg_catalog.=) current_user);

create sequence cron.runid_seq;

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default pg_catalog.nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
grant select, delete on cron.job_run_details to public;
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username operator(pg_catalog.=) current_user);

grant select on sequence cron.jobid_seq, cron.runid_seq to public;

-- Whether a cron field lists only values, names, ranges and steps between low and high.
create function cron._is_field(field text, low int, high int, names text[])
returns boolean language plpgsql immutable set search_path = '' as $$
declare
  v_item text;
  v_bounds text[];
  v_bound text;
begin
  foreach v_item in array pg_catalog.string_to_array(pg_catalog.lower(field), ',') loop
    if v_item ~ '^\*(/0*[1-9][0-9]{0,5})?$' then
      continue;
    end if;
    if v_item !~ '^([0-9]{1,3}|[a-z]{3})(-([0-9]{1,3}|[a-z]{3})(/0*[1-9][0-9]{0,5})?)?$' then
      return false;
    end if;
    v_bounds := pg_catalog.string_to_array(pg_catalog.split_part(v_item, '/', 1), '-');
    foreach v_bound in array v_bounds loop
      if v_bound ~ '^[a-z]' then
        if not (v_bound = any (names)) then
          return false;
        end if;
      elsif v_bound::int not between low and high then
        return false;
      end if;
    end loop;
  end loop;
  return field <> '';
end $$;

create function cron._is_schedule(schedule text)
returns boolean language plpgsql immutable set search_path = '' as $$
declare
  v_text text := pg_catalog.btrim(schedule, E' \t');
  v_fields text[];
begin
  if v_text ~* '^[0-9]{1,2}\s+seconds?$' then
    return pg_catalog.substring(v_text, '^[0-9]+')::int between 1 and 59;
  end if;
  if v_text ~ '^@(yearly|annually|monthly|weekly|daily|midnight|hourly|reboot)$' then
    return true;
  end if;
  -- As in the real one, what follows the fifth field is ignored.
  v_fields := pg_catalog.regexp_split_to_array(v_text, '[ \t]+');
  return pg_catalog.array_length(v_fields, 1) >= 5
    and cron._is_field(v_fields[1], 0, 59, '{}')
    and cron._is_field(v_fields[2], 0, 23, '{}')
    and (v_fields[3] = '$' or cron._is_field(v_fields[3], 1, 31, '{}'))
    and cron._is_field(v_fields[4], 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}')
    and cron._is_field(v_fields[5], 0, 7, '{sun,mon,tue,wed,thu,fri,sat}');
end $$;

create function cron._require_schedule(schedule text) returns void language plpgsql set search_path = '' as $$
begin
  if not cron._is_schedule(schedule) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('invalid schedule: %s', schedule),
      hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
end $$;

-- Writes a job for `caller`. SECURITY DEFINER because callers may only read cron.job, as with the real one, whose C code
-- writes it for them; `caller` must be a role that the session may act as.
create function cron._save_job(
  caller name, job_name text, schedule text, command text, database text, username text, active boolean
) returns bigint language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_username text := coalesce(_save_job.username, _save_job.caller);
  v_is_superuser boolean := (select rolsuper from pg_catalog.pg_roles where rolname = _save_job.caller);
  v_jobid bigint;
begin
  if not pg_catalog.pg_has_role(session_user, _save_job.caller, 'member') then
    raise exception 'must be member of role "%"', _save_job.caller using errcode = 'insufficient_privilege';
  end if;
  if _save_job.schedule is null then raise exception 'schedule can not be NULL' using errcode = 'XX000'; end if;
  if _save_job.command is null then raise exception 'command can not be NULL' using errcode = 'XX000'; end if;
  perform cron._require_schedule(_save_job.schedule);
  if not exists (select from pg_catalog.pg_database where datname = _save_job.database) then
    raise exception 'database "%" does not exist', _save_job.database using errcode = 'invalid_catalog_name';
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = v_username) then
    raise exception 'role "%" does not exist', v_username using errcode = 'XX000';
  end if;
  if v_username <> _save_job.caller and not v_is_superuser then
    raise exception 'must be superuser to create a job for another role' using errcode = 'XX000';
  end if;
  insert into cron.job (jobname, schedule, command, database, username, active)
  values (
    _save_job.job_name, _save_job.schedule, _save_job.command, _save_job.database, v_username,
    coalesce(_save_job.active, true)
  )
  on conflict on constraint jobname_username_uniq do update set
    schedule = excluded.schedule, command = excluded.command, database = excluded.database
  returning jobid into v_jobid;
  return v_jobid;
end $$;

create function cron.schedule(schedule text, command text)
returns bigint language plpgsql set search_path = '' as $$
begin
  if $1 is null or $2 is null then
    return null;
  end if;
  return cron._save_job(current_user, null, $1, $2, pg_catalog.current_database(), null, true);
end $$;
comment on function cron.schedule(text, text) is 'schedule a pg_cron job';

create function cron.schedule(job_name text, schedule text, command text)
returns bigint language plpgsql set search_path = '' as $$
begin
  if $1 is null then raise exception 'job_name can not be NULL' using errcode = 'XX000'; end if;
  return cron._save_job(current_user, $1, $2, $3, pg_catalog.current_database(), null, true);
end $$;
comment on function cron.schedule(text, text, text) is 'schedule a pg_cron job';

create function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default 'true'
) returns bigint language plpgsql set search_path = '' as $$
begin
  if $1 is null then raise exception 'job_name can not be NULL' using errcode = 'XX000'; end if;
  return cron._save_job(current_user, $1, $2, $3, $4, $5, $6);
end $$;
comment on function cron.schedule_in_database(text, text, text, text, text, boolean) is 'schedule a pg_cron job';
revoke all on function cron.schedule_in_database(text, text, text, text, text, boolean) from public;

-- SECURITY DEFINER for the same reason as _save_job.
create function cron._delete_job(caller name, job_id bigint, job_name text)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  if not pg_catalog.pg_has_role(session_user, caller, 'member') then
    raise exception 'must be member of role "%"', caller using errcode = 'insufficient_privilege';
  end if;
  delete from cron.job
  where (jobid = job_id or jobname = job_name)
    and (username = caller or (job_id is not null and (select rolsuper from pg_catalog.pg_roles where rolname = caller)));
  if not found then
    raise exception using
      errcode = 'XX000',
      message = 'could not find valid entry for job ' || coalesce(job_id::text, pg_catalog.format('''%s''', job_name));
  end if;
  return true;
end $$;

create function cron.unschedule(job_id bigint)
returns boolean language plpgsql strict set search_path = '' as $$
begin
  return cron._delete_job(current_user, job_id, null);
end $$;
comment on function cron.unschedule(bigint) is 'unschedule a pg_cron job';

create function cron.unschedule(job_name text)
returns boolean language plpgsql strict set search_path = '' as $$
begin
  return cron._delete_job(current_user, null, job_name);
end $$;
comment on function cron.unschedule(text) is 'unschedule a pg_cron job';

-- SECURITY DEFINER for the same reason as _save_job.
create function cron._change_job(
  caller name, job_id bigint, schedule text, command text, database text, username text, active boolean
) returns void language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_is_superuser boolean := (select rolsuper from pg_catalog.pg_roles where rolname = _change_job.caller);
begin
  if not pg_catalog.pg_has_role(session_user, _change_job.caller, 'member') then
    raise exception 'must be member of role "%"', _change_job.caller using errcode = 'insufficient_privilege';
  end if;
  if not exists (
    select from cron.job where jobid = _change_job.job_id and (v_is_superuser or job.username = _change_job.caller)
  ) then
    raise exception 'Job % does not exist or you don''t own it', _change_job.job_id using errcode = 'XX000';
  end if;
  if _change_job.schedule is not null then
    perform cron._require_schedule(_change_job.schedule);
  end if;
  if _change_job.database is not null
    and not exists (select from pg_catalog.pg_database where datname = _change_job.database) then
    raise exception 'database "%" does not exist', _change_job.database using errcode = 'invalid_catalog_name';
  end if;
  if _change_job.username is not null
    and not exists (select from pg_catalog.pg_roles where rolname = _change_job.username) then
    raise exception 'role "%" does not exist', _change_job.username using errcode = 'XX000';
  end if;
  if _change_job.username <> _change_job.caller and not v_is_superuser then
    raise exception 'must be superuser to alter username' using errcode = 'XX000';
  end if;
  update cron.job set
    schedule = coalesce(_change_job.schedule, job.schedule),
    command = coalesce(_change_job.command, job.command),
    database = coalesce(_change_job.database, job.database),
    username = coalesce(_change_job.username, job.username),
    active = coalesce(_change_job.active, job.active)
  where jobid = _change_job.job_id;
end $$;

create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null
) returns void language plpgsql set search_path = '' as $$
begin
  perform cron._change_job(current_user, $1, $2, $3, $4, $5, $6);
end $$;
comment on function cron.alter_job(bigint, text, text, text, text, boolean)
  is 'Alter the job identified by job_id. Any option left as NULL will not be modified.';
revoke all on function cron.alter_job(bigint, text, text, text, text, boolean) from public;
