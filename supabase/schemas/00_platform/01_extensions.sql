-- The extensions that the product stands on. All three ship with every hosted Supabase project.
create schema if not exists extensions;
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;
create extension if not exists supabase_vault;
