import type { Client } from "../lib/client.ts";

/** What a button needs to change something and show the outcome. */
export interface Actions {
  client: Client;
  refresh(): Promise<void>;
}
