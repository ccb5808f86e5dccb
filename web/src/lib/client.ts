import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../../../supabase/functions/_shared/database.types.ts";
import type { Config } from "./config.ts";

export type Client = SupabaseClient<Database>;

/** supabase-js as whoever signs in; the session is kept in this browser and renewed while the page is open. */
export function createPanelClient(config: Config): Client {
  return createClient<Database>(config.apiUrl, config.publishableKey, { auth: { detectSessionInUrl: false } });
}
