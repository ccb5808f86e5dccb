-- Stand-in for pg_net 0.20: the same tables, functions, defaults and grants, in SQL. The requests are sent by
-- scripts/local/net-worker.ts. Only for the local stack; hosted Supabase and `supabase start` have the real extension.

create schema net;

create domain net.http_method as text
  check (value ilike 'get' or value ilike 'post' or value ilike 'delete');

create sequence net.http_request_queue_id_seq;

create unlogged table net.http_request_queue (
  id bigint not null default pg_catalog.nextval('net.http_request_queue_id_seq'),
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds int not null
);
alter sequence net.http_request_queue_id_seq owned by net.http_request_queue.id;

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default pg_catalog.now()
);
create index _http_response_created_idx on net._http_response (created);

-- A notification reaches the worker when the transaction commits, and never when it rolls back.
create function net._wake() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_catalog.pg_notify('heartbase_net', '');
  return null;
end $$;

create trigger http_request_queue_wake after insert on net.http_request_queue
  for each statement execute function net._wake();

create function net._urlencode_string(string varchar)
returns text language plpgsql immutable strict set search_path = '' as $$
declare
  v_byte int;
  v_encoded text := '';
  v_bytes bytea := pg_catalog.convert_to(string, 'UTF8');
begin
  for v_index in 0 .. pg_catalog.octet_length(v_bytes) - 1 loop
    v_byte := pg_catalog.get_byte(v_bytes, v_index);
    v_encoded := v_encoded || case
      when pg_catalog.chr(v_byte) ~ '^[A-Za-z0-9._~-]$' and v_byte < 128 then pg_catalog.chr(v_byte)
      else '%' || pg_catalog.upper(pg_catalog.lpad(pg_catalog.to_hex(v_byte), 2, '0'))
    end;
  end loop;
  return v_encoded;
end $$;

-- The URL with params appended as a query string.
create function net._url_with_params(url text, params jsonb)
returns text language sql immutable set search_path = '' as $$
  select case when p.query is null then $1
    else $1 || case when pg_catalog.strpos($1, '?') > 0 then '&' else '?' end || p.query end
  from (
    select pg_catalog.string_agg(
      net._urlencode_string(e.key) || '=' || net._urlencode_string(coalesce(e.value, '')), '&'
    ) as query
    from pg_catalog.jsonb_each_text(coalesce($2, '{}')) as e
  ) as p
$$;

create function net._enqueue(method text, url text, headers jsonb, body bytea, timeout_milliseconds int)
returns bigint language sql set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ($1, $2, $3, $4, $5)
  returning id
$$;

create function net.http_get(
  url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000
) returns bigint language sql set search_path = '' as $$
  select net._enqueue('GET', net._url_with_params($1, $2), $3, null, $4)
$$;

create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds int default 5000
) returns bigint language plpgsql set search_path = '' as $$
declare
  v_content_type text;
begin
  select h.value into v_content_type
  from pg_catalog.jsonb_each_text(coalesce(http_post.headers, '{}')) as h
  where pg_catalog.lower(h.key) = 'content-type'
  limit 1;
  if v_content_type is null then
    http_post.headers := coalesce(http_post.headers, '{}') || '{"Content-Type": "application/json"}';
  elsif v_content_type not ilike 'application/json%' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  return net._enqueue(
    'POST', net._url_with_params(http_post.url, http_post.params), http_post.headers,
    pg_catalog.convert_to(http_post.body::text, 'UTF8'), http_post.timeout_milliseconds
  );
end $$;

create function net.http_delete(
  url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000,
  body jsonb default null
) returns bigint language sql set search_path = '' as $$
  select net._enqueue('DELETE', net._url_with_params($1, $2), $3, pg_catalog.convert_to($5::text, 'UTF8'), $4)
$$;

grant usage on schema net to public;
grant all on all sequences in schema net to public;
grant all on all tables in schema net to public;
