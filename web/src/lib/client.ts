import { GoTrueClient } from "@supabase/auth-js";
import { FunctionsClient } from "@supabase/functions-js";
import { PostgrestClient } from "@supabase/postgrest-js";
import type { Database } from "../../../supabase/functions/_shared/database.types.ts";
import type { Config } from "./config.ts";

/** What the panel uses of supabase-js, and by the same names. */
export type Client = Pick<PostgrestClient<Database>, "from" | "rpc"> & {
  auth: GoTrueClient;
  functions: FunctionsClient;
};

/**
 * The API as whoever signs in; the session is kept in this browser and renewed while the page is open. Of the packages that
 * supabase-js is made of: its own client brings Realtime and Storage along, which would be a sixth of the first page.
 */
export function createPanelClient({ apiUrl, publishableKey }: Config): Client {
  const auth = new GoTrueClient({
    url: `${apiUrl}/auth/v1`,
    headers: { apikey: publishableKey, authorization: `Bearer ${publishableKey}` },
    // As supabase-js names it.
    storageKey: `sb-${new URL(apiUrl).hostname.split(".")[0]}-auth-token`,
    detectSessionInUrl: false,
  });
  const fetchAsUser: typeof fetch = async (input, init) => {
    const { data } = await auth.getSession();
    const headers = new Headers(init?.headers);
    headers.set("apikey", publishableKey);
    headers.set("authorization", `Bearer ${data.session?.access_token ?? publishableKey}`);
    return fetch(input, { ...init, headers });
  };
  return Object.assign(new PostgrestClient<Database>(`${apiUrl}/rest/v1`, { schema: "public", fetch: fetchAsUser }), {
    auth,
    functions: new FunctionsClient(`${apiUrl}/functions/v1`, { customFetch: fetchAsUser }),
  });
}
