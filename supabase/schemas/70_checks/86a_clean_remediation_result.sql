-- What an action answered or why it failed, without the secrets of Vault and what looks like a credential; what is longer than 10 kB is
-- cut. Where Vault cannot be read, nothing of it is kept. API: private. Called by: call_leased_remediation, finish_leased_remediation.
create or replace function private.clean_remediation_result(result jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_text text := clean_remediation_result.result::text;
  v_secret text;
begin
  begin
    for v_secret in
      select trim(both '"' from to_json(s.decrypted_secret)::text) from vault.decrypted_secrets s
      where length(s.decrypted_secret) >= 8
      order by length(s.decrypted_secret) desc
    loop
      v_text := replace(v_text, v_secret, '[redacted]');
    end loop;
    v_text := regexp_replace(v_text, '(sb_secret_|whsec_|xox[a-z]-|eyJ)[A-Za-z0-9+/=_.-]{6,}', '[redacted]', 'g');
    v_text := regexp_replace(v_text, '((?:Bearer|Basic) +)[A-Za-z0-9._~+/=-]{12,}', '\1[redacted]', 'gi');
    v_text := regexp_replace(v_text, '([a-z][a-z0-9+.-]*://)[^ /@"<>]+@', '\1[redacted]@', 'gi');
    return case
      when v_text is null then null
      when octet_length(v_text) <= 10240 then v_text::jsonb
      -- A character has up to four bytes, and quotes within become two.
      else jsonb_build_object('truncated', left(v_text, 1000))
    end;
  exception
    when others then
      raise warning 'heartbase: the answer of a remediation could not be kept: % %', sqlstate, sqlerrm;
      return '{"redacted": true}'::jsonb;
  end;
end
$$;
comment on function private.clean_remediation_result(jsonb) is 'An answer of an action without secrets, up to 10 kB.';
revoke all on function private.clean_remediation_result(jsonb) from public, anon, authenticated, service_role;
